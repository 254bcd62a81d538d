import signal
import threading

from geo._commands._interrupts import interrupts


def test_an_interrupt_that_a_library_swallows_is_still_known():
    before = signal.getsignal(signal.SIGINT)
    with interrupts() as pressed:
        assert not pressed()
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            swallowed = True
        assert swallowed
        assert pressed()
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_is_left_without():
    before, told = signal.getsignal(signal.SIGINT), []

    def work():
        with interrupts() as pressed:
            told.extend([pressed(), signal.getsignal(signal.SIGINT) is before])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == [False, True]
