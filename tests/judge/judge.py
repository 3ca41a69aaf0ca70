#!/usr/bin/env python3
"""The estimator judged from outside: judge.py HASHMEND WORK
Real log and synthetic worlds through build.py -> `hashmend forecast` -> score.py, held to the limits we promise; row order
and repetition; curves, the forecast's and those of a desk's figures, against lifelines. Prints every figure; the last line counts the checks."""
import json, os, shutil, subprocess, sys, warnings

# Of the packages, about each other.
warnings.simplefilter("ignore")
import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter, LogNormalFitter

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HASHMEND, WORK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
LEVELS = [f"p{i:02d}" for i in range(5, 100, 5)]
COUNT = {"passed": 0, "failed": 0}


def check(what, ok):
    print(("  ok      " if ok else "  FAILED  ") + what)
    COUNT["passed" if ok else "failed"] += 1


def python(*words):
    subprocess.run([sys.executable, os.path.join(HERE, words[0]), *words[1:]], check=True)


def forecast(events, queries, out, prior):
    words = [HASHMEND, "forecast", "--events", events, "--queries", queries, "--out", out]
    if prior:
        words += ["--prior-p50", str(prior[0]), "--prior-p95", str(prior[1])]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def answer(name, prior):
    """Every folder of a case, and all answers in one file."""
    folder = os.path.join(WORK, "cases", name)
    parts = []
    for date in sorted(os.listdir(folder)):
        at = os.path.join(folder, date)
        if os.path.isdir(at):
            forecast(f"{at}/events.csv", f"{at}/queries.csv", f"{at}/preds.csv", prior)
            parts.append(pd.read_csv(f"{at}/preds.csv"))
    path = os.path.join(WORK, f"{name}_preds.csv")
    pd.concat(parts).to_csv(path, index=False)
    python("score.py", f"{folder}/truth.csv", path)
    m = pd.read_csv(f"{folder}/truth.csv").merge(pd.read_csv(path), on="query_id", how="left")
    check(f"{name}: every question is answered", m.p50.notna().all())
    quantiles = m[LEVELS].to_numpy()
    check(f"{name}: no quantile crosses or is negative", (np.diff(quantiles, axis=1) >= 0).all() and (quantiles >= 0).all())
    return {kind: scores(group) for kind, group in m.groupby("kind")}


def scores(m):
    days = m.remaining_days.to_numpy()
    pin = lambda column, a: np.maximum(a * (days - m[column]), (a - 1) * (days - m[column])).mean()
    covered = np.array([(days <= m[column]).mean() for column in LEVELS])
    return dict(
        pinball=(pin("p50", 0.5) + pin("p80", 0.8) + pin("p95", 0.95)) / 3,
        p80=covered[15], p95=covered[18], ks=np.abs(covered - np.arange(1, 20) / 20).max(),
    )


def held(name, kind, s, worst):
    check(f"{name}, {kind}: pinball {s['pinball']:.3f} <= {worst}", s["pinball"] <= worst)


def real_log():
    print("\n-- the real log")
    log = os.path.join(ROOT, "data", "turnaround", "scms_shipments.csv")
    python("build.py", log, os.path.join(WORK, "cases"), "2009-01-01", "2015-01-01", "92d")
    found = answer("scms_shipments", (90, 300))
    for kind, worst in (("new", 21.8), ("open", 20.5)):
        s = found[kind]
        held("real log", kind, s, worst)
        check(f"real log, {kind}: P80 covers {s['p80']:.3f}, .75 to .85", 0.75 <= s["p80"] <= 0.85)
        check(f"real log, {kind}: P95 covers {s['p95']:.3f}, .92 to .98", 0.92 <= s["p95"] <= 0.98)
        check(f"real log, {kind}: PIT KS {s['ks']:.3f} <= .10", s["ks"] <= 0.10)


def worlds():
    for hold in (0, 1):
        name = f"world_{'with' if hold else 'without'}_hold"
        print(f"\n-- the synthetic {name.replace('_', ' ')}")
        log = os.path.join(WORK, f"{name}.csv")
        python("rma_sim.py", log, "1200", "0", str(hold))
        python("build.py", log, os.path.join(WORK, "cases"), "2023-10-01", "2025-06-01", "30d")
        found = answer(name, None)
        if hold:
            held(name, "open", found["open"], 5.8)


def order():
    print("\n-- the order of rows")
    at = os.path.join(WORK, "cases", "world_with_hold", "2025-01-23")
    forecast(f"{at}/events.csv", f"{at}/queries.csv", f"{at}/again.csv", None)
    same = open(f"{at}/preds.csv", "rb").read() == open(f"{at}/again.csv", "rb").read()
    check("the same files give the same bytes", same)
    for name in ("events", "queries"):
        d = pd.read_csv(f"{at}/{name}.csv", dtype=str, keep_default_na=False)
        d.sample(frac=1, random_state=7).to_csv(f"{at}/shuffled_{name}.csv", index=False)
    forecast(f"{at}/shuffled_events.csv", f"{at}/shuffled_queries.csv", f"{at}/shuffled.csv", None)
    rows = lambda path: sorted(open(path, encoding="utf-8").read().splitlines())
    check("shuffled rows give the same answers", rows(f"{at}/preds.csv") == rows(f"{at}/shuffled.csv"))


def seen_for(t, event):
    """How long a subject that died would have been watched: drawn from the curve of watching, beyond its death."""
    rng = np.random.default_rng(5)
    watched = KaplanMeierFitter().fit(t, 1 - event)
    u = rng.uniform(size=len(t)) * watched.predict(t).to_numpy()
    found = np.array([watched.percentile(p) for p in u])
    return np.where(np.isfinite(found), np.maximum(found, t), t.max() * 1.01)


def curves():
    """A log of one stage is a survival curve: its forecast must follow Kaplan and Meier's, as lifelines computes it."""
    print("\n-- lifelines as a second implementation")
    folder = os.path.join(ROOT, "crates", "turnaround", "tests", "survival")
    asof = pd.Timestamp("2026-01-05", tz="UTC")
    iso = lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for name in ("waltons", "lung", "gbsg2"):
        d = pd.read_csv(os.path.join(folder, f"{name}.csv"))
        # Short, so that age takes no weight away.
        t = d.t / d.t.max() * 5.0
        start = asof - pd.to_timedelta(np.where(d.event == 1, seen_for(t, d.event), t), unit="D")
        end = start + pd.to_timedelta(t, unit="D")
        ended = lambda: [iso(at) if e else "" for at, e in zip(end, d.event)]
        e = pd.DataFrame(dict(case_id=[f"{name}-{i}" for i in range(len(d))], seq=0, stage="alive", started_at=[iso(at) for at in start],
            ended_at=ended(), center="x", case_opened_at=[iso(at) for at in start], case_closed_at=ended()))
        q = pd.DataFrame(dict(query_id=["q"], kind="new", asof=iso(asof), case_id="next", case_opened_at=iso(asof), stage="alive", seq=0,
            stage_entered_at=iso(asof), center="x"))
        at = os.path.join(WORK, name)
        e.to_csv(f"{at}_events.csv", index=False)
        q.to_csv(f"{at}_queries.csv", index=False)
        lognormal = LogNormalFitter().fit(t, d.event)
        mu, sigma = lognormal.mu_, lognormal.sigma_
        forecast(f"{at}_events.csv", f"{at}_queries.csv", f"{at}_preds.csv", (np.exp(mu), np.exp(mu + 1.645 * sigma)))
        ours = pd.read_csv(f"{at}_preds.csv").iloc[0]
        km = KaplanMeierFitter().fit(t, d.event)
        worst = 0.0
        for i in range(10, 95, 5):
            if np.isfinite(km.percentile(1 - i / 100)):
                # The chances lifelines gives to our quantile, a bin of 7.4 % to either side: many flies die on one day.
                low, high = (1 - km.predict(ours[f"p{i:02d}"] * by) for by in (1 / 1.074, 1.074))
                worst = max(worst, low - i / 100, i / 100 - high)
        check(f"{name}: our quantiles lie on lifelines' Kaplan-Meier, {worst:.3f} off <= .05", worst <= 0.05)


def figures():
    """The curves of the figures, against lifelines over the same desk's event log."""
    print("\n-- the figures of a desk")
    desk, log = os.path.join(WORK, "desk.hashmend"), os.path.join(WORK, "desk_events.csv")
    now = "2026-11-02T15:00:00Z"
    run = lambda *words: subprocess.run([HASHMEND, "--now", now, "--data", desk, *words], check=True, capture_output=True, text=True).stdout
    run("demo", "--devices", "900", "--tickets", "900", "--seed", "11")
    run("export", "events", "--out", log)
    curves = json.loads(run("report", "curves"))
    e = pd.read_csv(log)
    cases = e.groupby("case_id").agg(center=("center", "first"), opened=("case_opened_at", "first"), closed=("case_closed_at", "first"),
        ended=("attr_disposition", "first"))
    # What never comes back is in no curve.
    cases = cases[~cases.ended.isin(["ber_scrapped", "rejected", "cancelled"])]
    # Kept to the minute, as the figures are.
    minute = lambda at: pd.to_datetime(at, utc=True, format="ISO8601").dt.floor("min")
    opened, closed = minute(cases.opened), minute(cases.closed)
    cases["t"] = (closed.fillna(pd.Timestamp(now)) - opened).dt.total_seconds() / 86400
    cases["event"] = closed.notna().astype(int)
    check(f"a desk of 900 tickets has curves of {len(curves)} centers", len(curves) > 3)
    for curve in curves:
        of = cases[cases.center == curve["center"]]
        km = KaplanMeierFitter().fit(of.t, of.event)
        band = km.confidence_interval_
        steps = np.array([[p["days"], p["away"], p["low"], p["high"]] for p in curve["points"]])
        # lifelines' own times are sums of floats: each step is looked for a second around.
        at = lambda table, days: table[table.index <= days + 1e-5].iloc[-1]
        theirs = np.array([[at(km.survival_function_, d).iloc[0], *at(band, d)] for d in steps[:, 0]])
        off = np.abs(steps[:, 1:] - theirs).max() if len(steps) else 0.0
        same = len(of) == curve["units"] and abs((curve["p50"]["days"] or np.inf) - km.percentile(0.5)) < 1e-5 if np.isfinite(km.percentile(0.5)) else curve["p50"]["days"] is None
        check(f"{curve['center']}: {len(of)} units, curve and band of lifelines to {off:.1e}", off < 1e-6 and same)


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(os.path.join(WORK, "cases"))
    real_log()
    worlds()
    order()
    curves()
    figures()
    print(f"\njudge: {COUNT['passed']} passed; {COUNT['failed']} failed")
    sys.exit(1 if COUNT["failed"] else 0)


main()
