"""The card of a reference release, in both languages: what it is for, what not, how good it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from inference.training.cohort import SPLIT, Cohort

Figures = Mapping[str, Any]
WARNING = {
    "en": "**Reference release, not for clinical use.** It was trained on invented patients to "
    "show that the platform works. What it says of a real person means nothing.",
    "zh-hans": "**参考发布版本，不得用于临床。** 以虚构患者训练，仅用于演示平台功能；"
    "对真实患者的输出没有任何意义。",
}


def pre_score(parts: Mapping[str, Cohort], figures: Figures, baselines: Figures) -> dict[str, str]:
    simple = baselines["logistic_regression_on_table"]
    numbers = {
        **counts(parts),
        "events": figures["held_out"]["events"],
        "scan": estimate(figures["with_scan"]["auc"]),
        "table": estimate(figures["without_scan"]["auc"]),
        "simple": estimate(simple["auc"]),
        "gain": estimate(figures["difference_to_baseline"]),
        "slope": f"{figures['with_scan']['calibration_slope']:.2f}",
        "brier": f"{figures['with_scan']['brier']:.3f}",
        "simple_brier": f"{simple['brier']:.3f}",
    }
    return {language: text.format(warning=WARNING[language], **numbers)
            for language, text in PRE_SCORE.items()}  # fmt: skip


def strategy(parts: Mapping[str, Cohort], figures: Figures, baselines: Figures) -> dict[str, str]:
    numbers = {
        **counts(parts),
        "accuracy": estimate(figures["accuracy"]),
        "simple": estimate(baselines["multinomial_regression"]["accuracy"]),
        "commonest": estimate(baselines["commonest_strategy"]["accuracy"]),
        "gain": estimate(figures["difference_to_regression"]),
        "loss": f"{figures['log_loss']:.3f}",
        "simple_loss": f"{baselines['multinomial_regression']['log_loss']:.3f}",
        "foretold_en": "\n".join(foretold_lines(FORETOLD["en"], figures, baselines)),
        "foretold_zh": "\n".join(foretold_lines(FORETOLD["zh-hans"], figures, baselines)),
    }
    return {language: text.format(warning=WARNING[language], **numbers)
            for language, text in STRATEGY.items()}  # fmt: skip


def foretold_lines(line: str, figures: Figures, baselines: Figures) -> Iterator[str]:
    for months, found in figures["event_free"].items():
        simple = baselines["event_free"][months]
        yield line.format(
            months=months,
            auc=estimate(found["auc"]),
            brier=f"{found['brier']:.3f}",
            regression=f"{simple['logistic_regression']['auc']['value']:.3f}",
            regression_brier=f"{simple['logistic_regression']['brier']:.3f}",
            share=f"{simple['share_of_the_strategy']['auc']['value']:.3f}",
            share_brier=f"{simple['share_of_the_strategy']['brier']:.3f}",
        )


def counts(parts: Mapping[str, Cohort]) -> dict[str, Any]:
    centers = {f"{name}_centers": len(SPLIT[name]) for name in parts}
    return {name: len(part) for name, part in parts.items()} | centers


def estimate(one: Mapping[str, float]) -> str:
    return f"{one['value']:.3f} ({one['low']:.3f}, {one['high']:.3f})"


FORETOLD = {
    "en": "- Free of recurrence and death at {months} months, under what was received: area {auc}, "
    "Brier {brier}; logistic regression {regression}, {regression_brier}; the strategy's own share "
    "{share}, {share_brier}",
    "zh-hans": "- {months} 个月无复发及死亡（按实际接受的策略）：AUC {auc}，Brier {brier}；"
    "logistic 回归 {regression}，{regression_brier}；该策略的总体比例 {share}，{share_brier}",
}
PRE_SCORE = {
    "en": """\
# PRE score, reference release

{warning}

## What it computes
The probability of aggressive recurrence within two years of resection, from a few facts known at
screening and, where a four-phase MRI was taken in, from the scan. 0.5 and above counts as high.

## What went in
{training} invented patients of {training_centers} centers to learn from, {calibration} of
{calibration_centers} centers to stop and to calibrate by. The scans are drawn phantoms; phases are
not aligned with each other, and no tumor is outlined.

## How good it is
On {held_out} patients ({events} events) of {held_out_centers} centers kept apart; 95 % intervals.
- Area under the curve with scan: {scan}
- Without scan: {table}
- Baseline, logistic regression on the same facts: {simple}
- Gain over the baseline: {gain}
- Calibration slope: {slope}; Brier score: {brier}, of the baseline {simple_brier}

## What it must not be used for
Any decision about a person. Other scanners than the drawn ones, patients outside the ranges of its
input schema, and children were never seen.
""",
    "zh-hans": """\
# PRE 评分，参考发布版本

{warning}

## 输出
切除术后两年内侵袭性复发的概率，依据筛选时已知的数项资料；如已导入四期 MRI，则同时使用影像。
0.5 及以上为高危。

## 训练数据
训练：{training_centers} 个中心 {training} 例虚构患者；早停与校准：{calibration_centers} 个中心
{calibration} 例。影像为绘制的体模；各期未配准，未勾画肿瘤。

## 性能
在 {held_out_centers} 个未参与训练中心的 {held_out} 例（事件 {events} 例）上；
括号内为 95% 置信区间。
- 使用影像的 AUC：{scan}
- 不使用影像：{table}
- 基线（相同资料的 logistic 回归）：{simple}
- 较基线的提高：{gain}
- 校准斜率：{slope}；Brier 评分：{brier}，基线 {simple_brier}

## 不得用于
任何针对个人的决定。体模以外的扫描仪、超出输入范围的患者及儿童均未见过。
""",
}
STRATEGY = {
    "en": """\
# Adjuvant strategy, reference release

{warning}

## What it computes
Which of four strategies a tumor board would choose after curative resection, from findings of the
pathology report and laboratory values: surgery alone, with TACE, with TACE and systemic treatment,
or with systemic treatment. And for each of the four the share free of recurrence and death at 24
and 36 months, as among those who received it. It does not say which one would help.

## What went in
{training} invented patients of {training_centers} centers to learn from, {calibration} of
{calibration_centers} centers to stop by. The choices are those of an invented board.

## How good it is
On {held_out} patients of {held_out_centers} centers kept apart; 95 % intervals.
- Agrees with the board: {accuracy}
- Baseline, multinomial regression on the same facts: {simple}
- Baseline, always the commonest strategy: {commonest}
- Gain over the regression: {gain}
- Logarithmic loss: {loss}, of the regression {simple_loss}
{foretold_en}

## What it must not be used for
Any decision about a person. A board's habit is not evidence of benefit: patients who received a
strategy differ from those who did not.
""",
    "zh-hans": """\
# 辅助治疗策略，参考发布版本

{warning}

## 输出
根治性切除术后多学科团队会选择的四种策略之一：单纯手术、联合 TACE、联合 TACE 与系统治疗、
联合系统治疗；依据病理报告所见与实验室检查。并按四种策略分别给出 24 与 36 个月无复发及死亡的比例，
以接受该策略者为准。不说明何种策略有益。

## 训练数据
训练：{training_centers} 个中心 {training} 例虚构患者；早停：{calibration_centers} 个中心
{calibration} 例。策略由虚构的团队选择。

## 性能
在 {held_out_centers} 个未参与训练中心的 {held_out} 例上；括号内为 95% 置信区间。
- 与团队选择一致：{accuracy}
- 基线（相同资料的多项 logistic 回归）：{simple}
- 基线（始终选择最常见策略）：{commonest}
- 较回归的提高：{gain}
- 对数损失：{loss}，回归 {simple_loss}
{foretold_zh}

## 不得用于
任何针对个人的决定。团队的习惯并非获益证据：接受与未接受某策略的患者本就不同。
""",
}
