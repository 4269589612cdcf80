"""pandas' and scikit-learn's side of `npm run bench -- path`, behind the commands that bench/path/our-side.mjs takes."""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "sides"))
from reference import cpu_seconds, peak_bytes  # noqa: E402  (the same clock as the other benchmarks)
from sklearn.cluster import DBSCAN, KMeans  # noqa: E402
from sklearn.decomposition import PCA  # noqa: E402
from sklearn.ensemble import IsolationForest, RandomForestClassifier  # noqa: E402
from sklearn.kernel_approximation import Nystroem  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402
from sklearn.model_selection import StratifiedKFold, cross_val_score  # noqa: E402
from sklearn.neural_network import MLPClassifier  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.svm import SVC, LinearSVC  # noqa: E402

N_JOBS = -1
FEW = 60
BINS = 30
TOP = 20


def derived(frame: pd.DataFrame) -> pd.DataFrame:
    """The features of docs/features.md of the fields that the settings name."""
    sent, received = frame["bytes_sent"], frame["bytes_received"]
    p_sent, p_received = frame["packets_sent"], frame["packets_received"]
    seconds, packets = frame["duration"], frame["packet_count"]
    rate = seconds.clip(lower=0.001)
    numbers = {name: frame[name] for name in ("duration", "packet_count", "bytes_sent", "bytes_received")}
    numbers |= {name: frame[name] for name in ("packet_size_mean", "packets_sent", "packets_received")}
    numbers |= {
        "log_duration": np.log1p(1000 * seconds),
        "log_packets_sent": np.log1p(p_sent),
        "log_packets_received": np.log1p(p_received),
        "log_bytes_sent": np.log1p(sent),
        "log_bytes_received": np.log1p(received),
        "log_packet_rate": np.log1p(packets / rate),
        "log_byte_rate": np.log1p((sent + received) / rate),
        "byte_asymmetry": (sent - received) / (sent + received + 1),
        "packet_asymmetry": (p_sent - p_received) / (p_sent + p_received + 1),
        "log_size_sent": np.log1p(sent / p_sent.clip(lower=1)),
        "log_size_received": np.log1p(received / p_received.clip(lower=1)),
        "log_size_mean": np.log1p(frame["packet_size_mean"]),
        "no_reply": ((p_received == 0) & (received == 0)).astype(float),
        "log_packet_gap": np.log1p(1000 * seconds / np.where(packets > 2, packets - 1, 1)),
    }
    table = pd.DataFrame(numbers)
    return pd.concat([table.fillna(table.median()), pd.get_dummies(frame[["protocol", "service"]])], axis=1)


class WholePath:
    """The steps of a round, each with what the earlier ones left."""

    def load(self, settings: dict) -> object:
        self.frame = pd.read_csv(settings["file"])
        return lambda: {"rows": len(self.frame), "columns": self.frame.shape[1]}

    def profile(self, settings: dict) -> object:
        frame = self.frame
        numbers = frame.select_dtypes("number")
        numbers.describe(percentiles=[0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
        numbers.skew()
        frame.isna().sum()
        frame.nunique()
        for name in frame:
            frame[name].value_counts().head(TOP)
        for name in numbers:
            np.histogram(numbers[name].dropna(), bins=BINS)
        numbers.corr()
        numbers.corr(method="spearman")
        duplicates = int(frame.duplicated().sum())
        return lambda: {"duplicates": duplicates, "meanBytes": float(frame["bytes_sent"].mean())}

    def features(self, settings: dict) -> object:
        table = derived(self.frame[settings["fields"]])
        self.X = table.to_numpy(dtype=float)
        self.y = self.frame["label"].to_numpy(dtype=str)
        self.scaled = StandardScaler().fit_transform(self.X)
        places = [table.columns.get_loc(name) for name in settings["distances"]]
        self.distances = np.ascontiguousarray(self.scaled[:, places])
        return lambda: {"rows": len(self.X), "columns": self.X.shape[1]}

    def select(self, estimator: object, settings: dict) -> object:
        folds = StratifiedKFold(settings["folds"], shuffle=True, random_state=settings["seed"])
        scores = cross_val_score(estimator, self.X, self.y, cv=folds, scoring="f1_macro", n_jobs=N_JOBS)
        return lambda: {"macroF1": float(scores.mean())}

    def forest(self, settings: dict) -> object:
        return self.select(RandomForestClassifier(settings["trees"], random_state=settings["seed"]), settings)

    def mlp(self, settings: dict) -> object:
        network = settings["network"]
        classifier = MLPClassifier(
            tuple(network["hidden"]),
            batch_size=network["batch"],
            max_iter=network["epochs"],
            n_iter_no_change=network["epochs"] + 1,
            random_state=settings["seed"],
        )
        return self.select(make_pipeline(StandardScaler(), classifier), settings)

    def svm(self, settings: dict) -> object:
        if len(self.X) <= settings["mostExact"]:
            return self.select(make_pipeline(StandardScaler(), SVC()), settings)
        # gamma of scaled data is SVC's "scale".
        radial = Nystroem(
            gamma=1 / self.X.shape[1], n_components=settings["components"], random_state=settings["seed"]
        )
        return self.select(make_pipeline(StandardScaler(), radial, LinearSVC()), settings)

    def isolationForest(self, settings: dict) -> object:  # noqa: N802  (the step's name)
        model = IsolationForest(n_estimators=settings["trees"], n_jobs=N_JOBS, random_state=settings["seed"]).fit(self.scaled)
        scores = -model.score_samples(self.scaled)
        return lambda: {"auroc": float(roc_auc_score(self.frame["is_attack"], scores))}

    def dbscan(self, settings: dict) -> object:
        given = settings["detectors"]
        labels = DBSCAN(eps=given["eps"], min_samples=given["minSamples"], n_jobs=N_JOBS).fit_predict(self.distances)
        return lambda: {"clusters": int(labels.max() + 1), "noise": int((labels < 0).sum())}

    def zScore(self, settings: dict) -> object:  # noqa: N802
        frame = pd.DataFrame(self.distances)
        z = (frame - frame.mean()) / frame.std()
        flagged = int((z.abs() > settings["detectors"]["zThreshold"]).any(axis=1).sum())
        return lambda: {"flagged": flagged}

    def kmeans(self, settings: dict) -> object:
        model = KMeans(settings["clusters"], n_init=settings["nInit"], random_state=settings["seed"]).fit(self.scaled)
        return lambda: {"inertia": float(model.inertia_)}

    def pca(self, settings: dict) -> object:
        model = PCA(2).fit(self.scaled)
        model.transform(self.scaled)
        return lambda: {"explained": float(model.explained_variance_ratio_.sum())}


def perform(path: WholePath, command: dict) -> dict:
    step = getattr(path, command["step"])
    cpu, before = cpu_seconds(), time.perf_counter()
    judge = step(command["settings"])
    wall = time.perf_counter() - before
    return {"wall": wall, "cpu": cpu_seconds() - cpu, "peak": peak_bytes(), "figures": judge()}


def start_workers() -> None:
    """joblib's workers and their imports are no part of the path."""
    few = np.arange(FEW, dtype=float).reshape(-1, 1)
    cross_val_score(RandomForestClassifier(2), few, np.arange(FEW) % 2, cv=2, n_jobs=N_JOBS)


def main() -> None:
    warnings.simplefilter("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"
    start_workers()
    import sklearn

    version = f"Python {sys.version.split()[0]}, pandas {pd.__version__}, scikit-learn {sklearn.__version__}"
    print(json.dumps({"ready": True, "version": version}), flush=True)
    path = WholePath()
    for line in sys.stdin:
        try:
            answer = perform(path, json.loads(line))
        except Exception as error:  # whatever goes wrong in a step is its answer
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
