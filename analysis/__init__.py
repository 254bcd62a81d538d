"""Pure statistics on arrays and frames."""

from analysis._density_clusters import DensityClusters, density_clusters

__all__ = ["DensityClusters", "density_clusters"]
