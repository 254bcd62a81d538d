"""Pure statistics on arrays and frames."""

from analysis._accuracy import MethodAccuracy, accuracy
from analysis._adjust_p import adjust_p
from analysis._area_criteria import AreaCriteria, area_criteria
from analysis._area_hotspots import hotspot_shares
from analysis._bandwidth_sensitivity import bandwidth_sensitivity
from analysis._campaign_response import CampaignResponse, campaign_response
from analysis._centre_distances import centre_distances
from analysis._centre_of_gravity import CentreOfGravity, centre_of_gravity
from analysis._change import Change
from analysis._change_by_area import AreaChanges, change_by_area
from analysis._choose_targets import TargetChoice, choose_targets
from analysis._combined_ratio import COMBINED, MIX
from analysis._compare_concentrations import ComparedConcentrations, compare_concentrations
from analysis._compare_methods import compare_methods
from analysis._contaminated_controls import ContaminatedControls, contaminated_controls
from analysis._contours import contours
from analysis._cost_per_offence import CostPerOffence, cost_per_offence
from analysis._density_clusters import DensityClusters, density_clusters
from analysis._difference_in_differences import DifferenceInDifferences, difference_in_differences
from analysis._displacement_quotient import DisplacementQuotient, displacement_quotient
from analysis._emerging_categories import emerging_categories
from analysis._emerging_hotspots import EmergingHotspots, emerging_hotspots
from analysis._evaluate_design import Agreement, evaluate_design
from analysis._evaluate_operation import OperationEvaluation, evaluate_operation, main_row
from analysis._event_study import EventStudy, event_study
from analysis._explain_choice import explain_choice
from analysis._export_hotspots import export_hotspots
from analysis._getis_ord import getis_ord
from analysis._graded_conclusion import Conclusion, graded_conclusion
from analysis._graded_sentence import change_named, graded_sentence
from analysis._ground import Ground, lay_ground
from analysis._harm_weighted_displacement_difference import (
    HarmWeightedDisplacementDifference,
    harm_weighted_displacement_difference,
)
from analysis._hot_areas import hot_areas
from analysis._hotspot_stability import hotspot_stability
from analysis._k_distances import k_distances
from analysis._kernel_density import DensitySurface, kernel_density
from analysis._local_moran import local_moran
from analysis._local_statistics import LocalStatistics
from analysis._mann_kendall import Trend, mann_kendall
from analysis._mask_points import MaskedPoints, mask_points
from analysis._match_controls import MatchedControls, match_controls
from analysis._method_comparison import MethodComparison
from analysis._minimum_detectable_effect import MinimumDetectableEffect, minimum_detectable_effect
from analysis._month_counts import cube_of
from analysis._moran import Moran, moran
from analysis._near_repeat import NearRepeats, near_repeat
from analysis._net_effect import NetEffect, net_effect
from analysis._placebo_calibration import PlaceboCalibration, placebo_calibration
from analysis._prediction_curve import prediction_curve
from analysis._premises_outcomes import PremisesOutcomes, premises_outcomes
from analysis._quarterly_change import QuarterlyChange, quarterly_change
from analysis._randomisation_test import RandomisationTest, randomisation_test
from analysis._rank_areas import AreaRanking, Criterion, rank_areas
from analysis._re_emergence import ReEmergence, re_emergence
from analysis._recipe import METHODS, Recipe
from analysis._recipe_run import RecipeRun
from analysis._recipe_stability import recipe_stability, usual_resamples
from analysis._relative_risk import relative_risk
from analysis._relocation import Relocation, relocation
from analysis._rerun import Rerun, rerun
from analysis._rings import rings
from analysis._risk_surface import RelativeRisk
from analysis._roles import roles
from analysis._run_recipe import recipe_points, run_recipe, used_records
from analysis._scan import ScanCluster
from analysis._sensitivity_grid import SensitivityGrid, sensitivity_grid
from analysis._sidecar import sidecar
from analysis._smoothed_rates import SmoothedRates, smoothed_rates
from analysis._space_time_scan import space_time_scan
from analysis._spatial_scan import spatial_scan
from analysis._spill_flows import SpillFlows, spill_flows
from analysis._spillover import Spillover, spillover
from analysis._stability import Stability, stability
from analysis._suggest_radius import SuggestedRadius, suggest_radius
from analysis._suppress_counts import SuppressedCounts, suppress_counts
from analysis._synthetic_control import SyntheticControl, synthetic_control
from analysis._tolerance_contours import tolerance_contours
from analysis._usual_weights import USUAL_WEIGHTS
from analysis._versions import areas_version, data_version, result_digest
from analysis._weighted_displacement_difference import (
    WeightedDisplacementDifference,
    weighted_displacement_difference,
)
from analysis._windows import Windows, windows

__all__ = [
    "COMBINED",
    "METHODS",
    "MIX",
    "USUAL_WEIGHTS",
    "Agreement",
    "AreaChanges",
    "AreaCriteria",
    "AreaRanking",
    "CampaignResponse",
    "CentreOfGravity",
    "Change",
    "ComparedConcentrations",
    "Conclusion",
    "ContaminatedControls",
    "CostPerOffence",
    "Criterion",
    "DensityClusters",
    "DensitySurface",
    "DifferenceInDifferences",
    "DisplacementQuotient",
    "EmergingHotspots",
    "EventStudy",
    "Ground",
    "HarmWeightedDisplacementDifference",
    "LocalStatistics",
    "MaskedPoints",
    "MatchedControls",
    "MethodAccuracy",
    "MethodComparison",
    "MinimumDetectableEffect",
    "Moran",
    "NearRepeats",
    "NetEffect",
    "OperationEvaluation",
    "PlaceboCalibration",
    "PremisesOutcomes",
    "QuarterlyChange",
    "RandomisationTest",
    "ReEmergence",
    "Recipe",
    "RecipeRun",
    "RelativeRisk",
    "Relocation",
    "Rerun",
    "ScanCluster",
    "SensitivityGrid",
    "SmoothedRates",
    "SpillFlows",
    "Spillover",
    "Stability",
    "SuggestedRadius",
    "SuppressedCounts",
    "SyntheticControl",
    "TargetChoice",
    "Trend",
    "WeightedDisplacementDifference",
    "Windows",
    "accuracy",
    "adjust_p",
    "area_criteria",
    "areas_version",
    "bandwidth_sensitivity",
    "campaign_response",
    "centre_distances",
    "centre_of_gravity",
    "change_by_area",
    "change_named",
    "choose_targets",
    "compare_concentrations",
    "compare_methods",
    "contaminated_controls",
    "contours",
    "cost_per_offence",
    "cube_of",
    "data_version",
    "density_clusters",
    "difference_in_differences",
    "displacement_quotient",
    "emerging_categories",
    "emerging_hotspots",
    "evaluate_design",
    "evaluate_operation",
    "event_study",
    "explain_choice",
    "export_hotspots",
    "getis_ord",
    "graded_conclusion",
    "graded_sentence",
    "harm_weighted_displacement_difference",
    "hot_areas",
    "hotspot_shares",
    "hotspot_stability",
    "k_distances",
    "kernel_density",
    "lay_ground",
    "local_moran",
    "main_row",
    "mann_kendall",
    "mask_points",
    "match_controls",
    "minimum_detectable_effect",
    "moran",
    "near_repeat",
    "net_effect",
    "placebo_calibration",
    "prediction_curve",
    "premises_outcomes",
    "quarterly_change",
    "randomisation_test",
    "rank_areas",
    "re_emergence",
    "recipe_points",
    "recipe_stability",
    "relative_risk",
    "relocation",
    "rerun",
    "result_digest",
    "rings",
    "roles",
    "run_recipe",
    "sensitivity_grid",
    "sidecar",
    "smoothed_rates",
    "space_time_scan",
    "spatial_scan",
    "spill_flows",
    "spillover",
    "stability",
    "suggest_radius",
    "suppress_counts",
    "synthetic_control",
    "tolerance_contours",
    "used_records",
    "usual_resamples",
    "weighted_displacement_difference",
    "windows",
]
