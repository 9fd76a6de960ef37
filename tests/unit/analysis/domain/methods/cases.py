"""How each carried record of R is asked for: method, specification, and where in the answer each
number of the record stands. A star takes every entry of a level in its order."""

from dataclasses import dataclass, field
from typing import Any

ARMS = {"where": {"rx": ["Obs", "Lev+5FU"]}}
RFS = {"time": "rfs_time", "event": "rfs"}
CAUSES = {"time": "cr_time", "event": "cr"}
OS = {"time": "time", "event": "status"}
BY_ARM = {"group": "rx", "levels": ["Obs", "Lev", "Lev+5FU"]}
TWO_ARMS = {"group": "rx", "treated": "Lev+5FU", "reference": "Obs"}
TREATED = {"trt": {"column": "rx", "is": "Lev+5FU"}}
ADJUSTED = {**TREATED, "age": "age", "sex": "sex", "node4": "node4"}
SITES = {"missing": "leave_out"}
PROPENSITY = ["age", "meno", "size", "grade", "nodes", "pgr", "er"]
THIRDS = [1 / 3, 2 / 3, 1]
DESIGN = {"alpha": 0.025, "power": 0.8}


@dataclass(frozen=True)
class Case:
    method: str
    spec: dict[str, Any]
    where: dict[str, str]
    # A record's number that R found less exactly than its own tolerance says, or pure rounding.
    looser: dict[str, float] = field(default_factory=dict)
    absolute: dict[str, float] = field(default_factory=dict)


def cox_numbers(*names: str) -> dict[str, str]:
    fields = {"hr": "hazard_ratio"}
    return {
        **{
            f"{name}.{short}": f"terms.{name}.{fields.get(short, short)}"
            for name in names
            for short in ("coef", "se", "hr", "lower", "upper", "p")
        },
        "loglik0": "log_likelihood_null",
        "loglik": "log_likelihood",
        "n": "participants",
        "nevent": "events",
    }


def adjusted(**more: Any) -> dict[str, Any]:
    return {**ARMS, **RFS, "covariates": ADJUSTED, **more}


def km(prefix: str = "", **more: Any) -> Case:
    return Case(
        "kaplan_meier",
        {**RFS, **BY_ARM, "at": [730.5], **more},
        {f"{prefix}lower": "*.at.0.limits.lower", f"{prefix}upper": "*.at.0.limits.upper"},
    )


def weighting(scheme: str) -> Case:
    return Case(
        "weighting",
        {
            "received": "hormon",
            "levels": ["0", "1"],
            "covariates": PROPENSITY,
            "scheme": scheme,
            "time": "rfstime",
            "event": "status",
            "at": 730.5,
        },
        {
            "sum_w": "sum",
            "max_w": "greatest",
            "ess_ref": "effective_size.0",
            "ess_trt": "effective_size.1",
            "smd": "balance.differences.*",
            "max_abs_smd": "balance.greatest",
            "cox_coef": "hazard_ratio.coef",
            "cox_robust_se": "hazard_ratio.se",
            "hr": "hazard_ratio.hazard_ratio",
            "lower": "hazard_ratio.lower",
            "upper": "hazard_ratio.upper",
            "km_ref": "curves.reference.surv",
            "km_trt": "curves.treated.surv",
            "km_se_ref": "curves.reference.se",
            "km_se_trt": "curves.treated.se",
            "km_diff": "curves.difference",
        },
        # Overlap weights balance exactly; what is left is rounding, R's as well as ours.
        absolute={"smd": 1e-8, "max_abs_smd": 1e-8} if scheme == "overlap" else {},
    )


def incidence(cause: int, other: int, half: str) -> list[Case]:
    return [
        Case(
            "cumulative_incidence",
            {
                **BY_ARM,
                **CAUSES,
                "event_is": cause,
                "competing_is": other,
                "at": [730.5, 1826.25],
            },
            {
                f"est24{half}": "*.at.0.incidence",
                f"est60{half}": "*.at.1.incidence",
                f"var24{half}": "*.at.0.se^2",
                f"var60{half}": "*.at.1.se^2",
            },
        )
    ]


def jackknife(cause: int, other: int, suffix: str) -> list[Case]:
    (case,) = incidence(cause, other, "")
    where = {f"cause{suffix}": "*.at.0.incidence", f"se{suffix}": "*.jackknife_se.0"}
    return [Case(case.method, case.spec, where)]


def subdistribution(**more: Any) -> dict[str, Any]:
    covariates = {**TREATED, "age": "age", "node4": "node4"}
    return {**ARMS, **CAUSES, "event_is": 1, "competing_is": 2, "covariates": covariates, **more}


def exact_share(yes: int, of: int) -> list[Case]:
    where = {"p": "share", "lower": "limits.lower", "upper": "limits.upper"}
    return [Case("clopper_pearson", {"yes": yes, "of": of}, where)]


def boundary(kind: str, information: list[float], **more: Any) -> list[Case]:
    where = {"z": "looks.*.z", "stage_alpha": "looks.*.nominal", "cum_alpha": "looks.*.spent"}
    spec = {"type": kind, "information": information, "alpha": 0.025, **more}
    return [Case("boundary", spec, where)]


CASES: dict[str, list[Case]] = {
    "o01_km_rfs24": [
        km(),
        Case(
            "kaplan_meier",
            {**RFS, **BY_ARM, "at": [730.5]},
            {"surv": "*.at.0.surv", "se": "*.at.0.se", "n_risk": "*.at.0.at_risk"},
        ),
    ],
    "o02_km_rfs24_ci_types": [km("plain_", band="plain"), km("log_", band="log")],
    "o03_km_diff24": [
        Case(
            "survival_difference",
            {**RFS, **TWO_ARMS, "day": 730.5},
            {
                "s_ref": "reference.surv",
                "s_trt": "treated.surv",
                "diff": "difference",
                "se": "wald.se",
                "lower": "wald.lower",
                "upper": "wald.upper",
                "z_wald": "wald.z",
                "p_wald": "wald.p",
                "z_cloglog": "log_log.z",
                "p_cloglog": "log_log.p",
                "mover_lower": "limits.lower",
                "mover_upper": "limits.upper",
            },
        )
    ],
    "o04_median_bc": [
        Case(
            "kaplan_meier",
            {**RFS, **BY_ARM, "quantiles": [0.5]},
            {
                "median": "*.quantiles.0.days",
                "lower": "*.quantiles.0.lower",
                "upper": "*.quantiles.0.upper",
            },
        )
    ],
    "o05_reverse_km": [
        Case(
            "kaplan_meier",
            {**RFS, **BY_ARM, "reverse": True, "quantiles": [0.5]},
            {
                "median": "*.quantiles.0.days",
                "lower": "*.quantiles.0.lower",
                "upper": "*.quantiles.0.upper",
            },
        ),
        Case(
            "kaplan_meier",
            {**RFS, "reverse": True, "quantiles": [0.5]},
            {
                "overall": "all.quantiles.0.days",
                "overall_lower": "all.quantiles.0.lower",
                "overall_upper": "all.quantiles.0.upper",
            },
        ),
    ],
    "o06_at_risk": [
        Case(
            "kaplan_meier",
            {
                **RFS,
                **BY_ARM,
                "at": [0, 365.25, 730.5, 1095.75, 1461, 1826.25, 2191.5],
            },
            {"n": "*.at_risk.*"},
        )
    ],
    "o07_logrank3": [
        Case(
            "log_rank",
            {**RFS, **BY_ARM},
            {"chisq": "chi_square", "df": "df", "p": "p", "obs": "observed.*", "exp": "expected.*"},
        )
    ],
    "o08_logrank_strat": [
        Case(
            "log_rank",
            {**ARMS, **RFS, "group": "rx", "strata": "node4"},
            {"chisq": "chi_square", "p": "p"},
        )
    ],
    "o09_peto": [
        Case(
            "log_rank", {**ARMS, **RFS, "group": "rx", "rho": 1}, {"chisq": "chi_square", "p": "p"}
        )
    ],
    "o10_cox_efron": [Case("cox", adjusted(), cox_numbers(*ADJUSTED))],
    "o10_cox_breslow": [Case("cox", adjusted(ties="breslow"), cox_numbers(*ADJUSTED))],
    "o10_cox_exact": [Case("cox", adjusted(ties="exact"), cox_numbers(*ADJUSTED))],
    "o11_cox_tests": [
        Case(
            "cox",
            adjusted(),
            {
                "lr": "likelihood_ratio.chi_square",
                "wald": "wald.chi_square",
                "score": "score.chi_square",
                "c": "concordance.c",
                "c_se": "concordance.se",
            },
            # R prints the Wald test to two decimals, and the record carries what R prints.
            looser={"wald": 0.005 / 73},
        )
    ],
    "o12_zph": [
        Case(
            "proportional_hazards",
            adjusted(clock=clock),
            {f"chisq_{clock}": "terms.*.chi_square|overall.chi_square"},
        )
        for clock in ("km", "rank", "identity")
    ]
    + [Case("proportional_hazards", adjusted(), {"p_km": "terms.*.p|overall.p"})],
    "o13_cox_robust": [Case("cox", adjusted(robust=True), cox_numbers(*ADJUSTED))],
    "o13b_cox_robust_untied": [Case("cox", adjusted(robust=True), cox_numbers(*ADJUSTED))],
    "o14_cox_strat": [
        Case(
            "cox",
            {**ARMS, **RFS, "covariates": {**TREATED, "age": "age"}, "strata": "extent"},
            cox_numbers("trt", "age"),
        )
    ],
    "o15_cox_predict": [
        Case(
            "cox_prediction",
            adjusted(
                values={"trt": trt, "age": 60, "sex": 1, "node4": 0}, at=[365.25, 730.5, 1826.25]
            ),
            {f"trt{trt}": "at.*"},
        )
        for trt in (0, 1)
    ],
    "o16_rmst": [
        Case(
            "restricted_mean",
            {**RFS, **TWO_ARMS, "horizon": 1826.25},
            {
                "rmst_trt": "treated.days",
                "se_trt": "treated.se",
                "rmst_ref": "reference.days",
                "se_ref": "reference.se",
                "diff": "difference.value",
                "se_diff": "difference.se",
                "lower": "difference.lower",
                "upper": "difference.upper",
                "p": "difference.p",
                "ratio": "ratio.value",
                "ratio_lower": "ratio.lower",
                "ratio_upper": "ratio.upper",
            },
        )
    ],
    "o17_cif": incidence(1, 2, "[:3]") + incidence(2, 1, "[3:]"),
    "o18_cif_ij": jackknife(1, 2, "1") + jackknife(2, 1, "2"),
    "o19_gray": [
        Case(
            "gray",
            {**BY_ARM, **CAUSES, "event_is": cause, "competing_is": 3 - cause},
            {
                f"stat[{cause - 1}:{cause}]": "chi_square",
                f"p[{cause - 1}:{cause}]": "p",
                f"df[{cause - 1}:{cause}]": "df",
            },
        )
        for cause in (1, 2)
    ],
    "o20_finegray": [
        Case(
            "fine_gray",
            subdistribution(),
            {
                "coef": "terms.*.coef",
                "se": "terms.*.se",
                "shr": "terms.*.hazard_ratio",
                "lower": "terms.*.lower",
                "upper": "terms.*.upper",
                "loglik": "log_likelihood",
            },
        )
    ],
    "o21_finegray_wt": [
        Case(
            "fine_gray",
            subdistribution(version="weighted"),
            {"coef": "terms.*.coef", "se": "terms.*.se"},
        )
    ],
    "o22_csh": [
        Case(
            "cox",
            {
                **ARMS,
                **CAUSES,
                "event_is": 1,
                "covariates": {**TREATED, "age": "age", "node4": "node4"},
            },
            cox_numbers("trt", "age", "node4"),
        )
    ],
    "o23_landmark90": [
        Case(
            "cox",
            {**ARMS, **RFS, "covariates": TREATED, "landmark": 90},
            cox_numbers("trt"),
        ),
        Case(
            "kaplan_meier",
            {**RFS, "group": "rx", "levels": ["Obs", "Lev+5FU"], "landmark": 90, "at": [730.5]},
            {
                "surv": "*.at.0.surv",
                "se": "*.at.0.se",
                "lower": "*.at.0.limits.lower",
                "upper": "*.at.0.limits.upper",
                "n_risk": "*.at.0.at_risk",
            },
        ),
    ],
    "o24_subgroups": [
        Case(
            "subgroups",
            {
                **ARMS,
                **RFS,
                "group": "rx",
                "treated": "Lev+5FU",
                "by": ["sex", "node4", "obstruct"],
            },
            {
                **{
                    f"{column}{level}": "|".join(
                        f"{column}.levels.{level}.{part}"
                        for part in (
                            "participants",
                            "events",
                            "ratio.hazard_ratio",
                            "ratio.lower",
                            "ratio.upper",
                        )
                    )
                    for column in ("sex", "node4", "obstruct")
                    for level in (0, 1)
                },
                **{
                    f"p_int_{column}": f"{column}.interaction.p"
                    for column in ("sex", "node4", "obstruct")
                },
            },
        )
    ],
    "o25_cox_complete_case": [
        Case(
            "cox",
            {
                **OS,
                "covariates": ["sex", "ph.ecog", "age", "wt.loss"],
                "missing": "leave_out",
            },
            cox_numbers("sex", "ph.ecog", "age", "wt.loss"),
        )
    ],
    "o26_site_strata": [
        Case(
            "cox",
            {**OS, **SITES, "covariates": ["sex", "ph.ecog"], "strata": "inst"},
            cox_numbers("sex", "ph.ecog"),
        )
    ],
    "o27_site_cluster": [
        Case(
            "cox",
            {**OS, **SITES, "covariates": ["sex", "ph.ecog"], "cluster": "inst"},
            cox_numbers("sex", "ph.ecog"),
        )
    ],
    "o28_site_frailty": [
        Case(
            "frailty",
            {**OS, **SITES, "covariates": ["sex", "ph.ecog"], "groups": "inst"},
            {"coef": "terms.*.coef", "theta": "theta"},
            # The likelihood is flat; R's search ends before its maximum.
            looser={"coef": 4e-3, "theta": 0.07},
        )
    ],
    "o29_quartiles": [
        Case(
            "kaplan_meier",
            {**OS, "quantiles": [0.25, 0.5, 0.75]},
            {
                "q": "all.quantiles.*.days",
                "lower": "all.quantiles.*.lower",
                "upper": "all.quantiles.*.upper",
            },
        )
    ],
    "o30_nelson_aalen": [
        Case(
            "nelson_aalen",
            {**OS, "at": [180, 365, 730]},
            {"H": "all.at.*.hazard", "se": "all.at.*.se"},
        )
    ],
    "o31_cindex": [
        Case(
            "concordance",
            {**OS, "score": "lp", "horizon": 365},
            {
                "harrell": "harrell.c",
                "se": "harrell.se",
                "concordant": "harrell.concordant",
                "discordant": "harrell.discordant",
                "tied_x": "harrell.tied_scores",
                "tied_y": "harrell.tied_days",
                "uno": "uno",
                "uno_365": "uno_to_horizon",
            },
        )
    ],
    "o32_td_auc_brier": [
        Case(
            "time_dependent",
            {**OS, "horizon": 365, "risks": ["risk365", "risk365_2"]},
            {
                "auc": "area.*.value",
                "auc_se": "area.*.se",
                "brier": "null_brier.value|brier.*.value",
                "brier_se": "null_brier.se|brier.*.se",
                "d_auc": "difference.risk365_2.value",
                "d_p": "difference.risk365_2.p",
            },
        )
    ],
    "o33_cal_surv": [
        Case(
            "survival_calibration",
            {**OS, "linear_predictor": "lp", "risk": "risk365", "horizon": 365},
            {
                "slope": "slope.coef",
                "se": "slope.se",
                "obs": "observed",
                "exp": "expected",
                "oe": "observed_over_expected",
            },
        )
    ],
    "o34_dca_surv": [
        Case(
            "net_benefit",
            {**OS, "risk": "risk365", "horizon": 365, "thresholds": [0.3, 0.5, 0.7]},
            {"model": "*.model", "all": "*.treat_all"},
        )
    ],
    "o35_auc_delong": [
        Case(
            "roc",
            {"outcome": "y", "scores": ["s100b", "wfns", "ndka"]},
            {
                "auc": "*.area",
                "var": "*.variance",
                "lower": "*.limits.lower",
                "upper": "*.limits.upper",
            },
        )
    ],
    "o36_delong_paired": [
        Case(
            "roc_comparison",
            {"outcome": "y", "first": "s100b", "second": "wfns"},
            {"z": "difference.z", "p": "difference.p", "cov": "covariance"},
        )
    ],
    "o37_diag": [
        Case(
            "diagnostics",
            {"outcome": "y", "score": "s100b", "threshold": 0.2},
            {
                "tp": "true_positives",
                "fp": "false_positives",
                "fn": "false_negatives",
                "tn": "true_negatives",
                "lrp": "positive_likelihood_ratio",
                "lrn": "negative_likelihood_ratio",
                "youden": "youden",
                "kappa": "kappa",
                **{
                    short: f"{name}.value|{name}.limits.lower|{name}.limits.upper"
                    for short, name in [
                        ("sens", "sensitivity"),
                        ("spec", "specificity"),
                        ("ppv", "positive_predictive_value"),
                        ("npv", "negative_predictive_value"),
                        ("acc", "accuracy"),
                    ]
                },
            },
        )
    ],
    "o38_nri_idi": [
        Case(
            "reclassification",
            {"outcome": "y", "old": "p1", "new": "p2"},
            {
                "nri": "net.value",
                "nri_z": "net.z",
                "nri_events": "events",
                "nri_nonevents": "nonevents",
                "idi": "discrimination.value",
                "idi_z": "discrimination.z",
            },
        )
    ],
    "o39_calibration": [
        Case(
            "calibration",
            {"outcome": "y", "risk": "ext"},
            {
                "slope": "slope.value",
                "slope_se": "slope.se",
                "int": "intercept.value",
                "citl": "in_the_large.value",
                "brier": "brier",
                "oe": "observed_over_expected",
            },
        )
    ],
    "o40_dca": [
        Case(
            "net_benefit",
            {"outcome": "y", "risk": "p2", "thresholds": [0.1, 0.2, 0.35, 0.5]},
            {"model": "*.model", "all": "*.treat_all"},
        )
    ],
    "o41_logistic": [
        Case(
            "logistic",
            {"outcome": "y", "covariates": ["wfns", "age", "s100b", "ndka"]},
            {"coef": "terms.*.value", "se": "terms.*.se", "deviance": "deviance"},
        )
    ],
    "o42_ps_model": [
        Case(
            "propensity",
            {"received": "hormon", "levels": ["0", "1"], "covariates": PROPENSITY},
            {"ps_coef": "coef.0.*", "ps_min": "smallest.1", "ps_max": "greatest.1"},
        )
    ],
    "o43_smd_crude": [
        Case(
            "balance",
            {"received": "hormon", "treated": 1, "covariates": PROPENSITY},
            {"smd": "differences.*"},
        )
    ],
    "o44_iptw_ate": [weighting("iptw")],
    "o44_sw_ate": [weighting("stabilized")],
    "o44_att": [weighting("att")],
    "o44_overlap": [weighting("overlap")],
    "o45_evalue": [
        Case(
            "e_value",
            {
                "hazard_ratio": 0.685015912432957,
                "lower": 0.530216100807329,
                "upper": 0.885010469451724,
                "rare": rare,
            },
            {name: "estimate", f"{name}_ci": "limit"},
        )
        for name, rare in (("common", False), ("rare", True))
    ],
    "o52_rule_value": [
        Case(
            "policy_value",
            {
                "received": "hormon",
                "recommended": "rule",
                "levels": ["0", "1"],
                "outcome": "y",
                "covariates": ["age", "meno", "size", "grade", "nodes"],
                "interacting": ["nodes"],
            },
            {
                "n": "participants",
                "n_concordant": "concordant",
                "naive_conc": "naive_concordant",
                "naive_disc": "naive_discordant",
                "hajek": "ipw",
                "aipw": "value.value",
                "aipw_se": "value.se",
                "aipw_all": "treat_all.1.value",
                "aipw_none": "treat_all.0.value",
                "diff_vs_observed": "versus_observed.value",
                "diff_se": "versus_observed.se",
            },
        )
    ],
    **{
        f"o46_turnbull_{arm}": [
            Case(
                "turnbull",
                {"where": {"treat": arm}, "lower": "lower", "upper": "upper", "at": [12, 24, 36]},
                {"surv": "at.*", "loglik": "curve.log_likelihood"},
            )
        ]
        for arm in (1, 2)
    },
    "o47_weibull_ic": [
        Case(
            "weibull",
            {
                "lower": "lower",
                "upper": "upper",
                "covariates": {"treat": {"column": "treat", "is": 2}},
            },
            {"coef": "terms.*.value", "scale": "scale", "loglik": "log_likelihood"},
        )
    ],
    "o48_cp_0_72": exact_share(0, 72),
    "o48_cp_1_1": exact_share(1, 1),
    "o48_cp_0_1": exact_share(0, 1),
    "o48_cp_13_72": exact_share(13, 72),
    "o48_cp_72_72": exact_share(72, 72),
    "o48_cp_5_30": exact_share(5, 30),
    "o49_two_props": [
        Case(
            "two_proportions",
            {"first": {"yes": 20, "of": 72}, "second": {"yes": 9, "of": 72}},
            {
                "diff": "difference",
                "lower": "limits.lower",
                "upper": "limits.upper",
                "fisher_p": "fisher_p",
                "fisher_or": "odds_ratio.value",
                "or_lower": "odds_ratio.limits.lower",
                "or_upper": "odds_ratio.limits.upper",
                "chisq": "chi_square",
                "chisq_yates": "chi_square_yates",
            },
            # R's fisher.test ends its search at this tolerance; ours solves the equations.
            looser=dict.fromkeys(("fisher_or", "or_lower", "or_upper"), 1.2e-4),
        )
    ],
    "o50_bayes_tox": [
        Case(
            "toxicity_rule",
            {"limit": 0.3, "certainty": 0.9, "prior_events": 0.6, "prior_free": 1.4, "most": 30},
            {"k": "bounds.*"},
        )
    ],
    "o51_tox_oc": [
        Case(
            "toxicity_rule",
            {
                "limit": 0.3,
                "certainty": 0.9,
                "prior_events": 0.6,
                "prior_free": 1.4,
                "most": 30,
                "risks": [0.2, 0.3, 0.4, 0.5],
            },
            {"stop": "characteristics.*.stops"},
        )
    ],
    "g01_asOF_3eq": boundary("spending_obrien_fleming", THIRDS),
    "g02_asOF_2": boundary("spending_obrien_fleming", [0.5, 1]),
    "g03_asP_3": boundary("spending_pocock", THIRDS),
    "g04_OF_3": boundary("obrien_fleming", THIRDS),
    "g05_P_3": boundary("pocock", THIRDS),
    "g06_asKD2_3": boundary("spending_kim_demets", THIRDS, gamma=2),
    "g07_condpower": [
        Case(
            "conditional_power",
            {"z": 1.2, "information": 0.5, "critical": 1.96},
            {"trend": "trend", "design": "design", "null": "null"},
        )
    ],
    "g08_n_rates": [
        Case("sample_size_rates", {"first": 0.75, "second": 0.5, **DESIGN}, {"n": "participants"})
    ],
    "g09_events": [
        Case(
            "sample_size_events",
            {"hazard_ratio": 0.6, **DESIGN},
            {"events": "events", "formula": "events"},
        )
    ],
}
