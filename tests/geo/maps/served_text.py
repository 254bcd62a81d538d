"""Names that would run as code wherever they are not escaped."""

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "${alert(2)}",
    "`+alert(3)+`",
    "</script><script>alert(4)</script>",
    "back\\slash \\u003cb\\u003e \\",
    "{{ 7*7 }} {% raw %} {# c #}",
    "quote \" and ' and &lt;b&gt;",
    "javascript:alert(5)",
]
