"""What scikit-learn and PyOD do for each task: prepare (not timed), run (timed), judge (outputs, not timed).

Each task imports what it needs while it prepares: what others need must not count in its memory.
"""

from __future__ import annotations

from importlib import import_module

import numpy as np

Rows = tuple[np.ndarray, np.ndarray]
FEW = 60


def sk(path: str) -> type:
    """A class or function of scikit-learn by its path, as "svm.SVC"."""
    module, name = path.rsplit(".", 1)
    return getattr(import_module(f"sklearn.{module}"), name)


class Task:
    """One task; `timed` says which of its parts `run` does."""

    def __init__(self, options: dict, n_jobs: int, timed: str) -> None:
        self.options = options
        self.n_jobs = n_jobs
        self.timed = timed
        self.model: object = None

    def prepare(self, train: Rows, test: Rows | None, fitted: object) -> None:
        self.X, self.y = train
        self.test = test
        self.estimator = self.make()
        if self.timed == "predict":
            self.model = fitted if fitted is not None else self.estimator.fit(self.X, self.y)

    def make(self) -> object:
        raise NotImplementedError

    def run(self) -> None:
        raise NotImplementedError

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        raise NotImplementedError


class Classifier(Task):
    def run(self) -> None:
        if self.timed == "predict":
            self.labels = self.model.predict(self.test[0])
        else:
            self.model = self.estimator.fit(self.X, self.y)

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        rows = self.test[0]
        arrays = {"labels": self.labels if self.timed == "predict" else self.model.predict(rows)}
        if "proba" in wanted:
            arrays["proba"] = self.model.predict_proba(rows)
        if "decision" in wanted:
            arrays["decision"] = self.model.decision_function(rows)
        return arrays, {}


class Forest(Classifier):
    def make(self) -> object:
        return sk("ensemble.RandomForestClassifier")(
            self.options["trees"], n_jobs=self.n_jobs, random_state=self.options["seed"]
        )


class SupportVectors(Classifier):
    def make(self) -> object:
        return sk("svm.SVC")(
            C=self.options.get("C", 1.0),
            tol=self.options.get("tol", 1e-3),
            cache_size=self.options.get("cacheMB", 200),
        )

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        arrays, figures = super().judge([name for name in wanted if name != "proba"])
        if "proba" in wanted:
            calibrated = sk("calibration.CalibratedClassifierCV")(
                self.make(), ensemble=False, n_jobs=self.n_jobs
            ).fit(self.X, self.y)
            arrays["proba"] = calibrated.predict_proba(self.test[0])
        return arrays, {**figures, "supportVectors": int(len(self.model.support_))}


class Linear(Classifier):
    def make(self) -> object:
        return sk("svm.LinearSVC")(C=self.options.get("C", 1.0), random_state=0)


class Logistic(Classifier):
    def make(self) -> object:
        return sk("linear_model.LogisticRegression")(
            C=self.options.get("C", 1.0), max_iter=self.options.get("maxIter", 1000)
        )


class Network(Classifier):
    def make(self) -> object:
        return sk("neural_network.MLPClassifier")(
            tuple(self.options["hidden"]),
            batch_size=self.options["batch"],
            max_iter=self.options["epochs"],
            n_iter_no_change=self.options["epochs"] + 1,
            random_state=self.options["seed"],
        )


class Isolation(Task):
    def make(self) -> object:
        return sk("ensemble.IsolationForest")(
            n_estimators=self.options["trees"],
            max_samples=self.options.get("maxSamples", "auto"),
            n_jobs=self.n_jobs,
            random_state=self.options["seed"],
        )

    def run(self) -> None:
        self.model = self.estimator.fit(self.X)
        self.scores = -self.model.score_samples(self.X)

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        return {"scores": self.scores}, {}


class Outlier(Task):
    def make(self) -> object:
        return sk("neighbors.LocalOutlierFactor")(self.options["neighbors"], n_jobs=self.n_jobs)

    def run(self) -> None:
        self.model = self.estimator.fit(self.X)

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        return {"scores": -self.model.negative_outlier_factor_}, {}


class Tails(Task):
    """PyOD's detectors: fitting gives the scores of the fitted rows."""

    def make(self) -> object:
        kind = self.options["kind"]
        detector = getattr(import_module(f"pyod.models.{kind}"), kind.upper())
        if kind == "hbos":
            return detector()
        return detector(n_jobs=self.n_jobs)

    def prepare(self, train: Rows, test: Rows | None, fitted: object) -> None:
        super().prepare(train, test, fitted)
        # Compiles what Numba compiles, and starts joblib's workers.
        self.make().fit(self.X[:FEW])

    def run(self) -> None:
        self.model = self.estimator.fit(self.X)

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        return {"scores": self.model.decision_scores_}, {}


class Density(Task):
    def make(self) -> object:
        return sk("cluster.DBSCAN")(
            eps=self.options["eps"], min_samples=self.options["minSamples"], n_jobs=self.n_jobs
        )

    def run(self) -> None:
        self.model = self.estimator.fit(self.X)

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        labels = self.model.labels_
        return {"clusters": labels.astype(np.int32)}, {
            "clusters": int(labels.max() + 1),
            "noise": int((labels < 0).sum()),
        }


class Means(Task):
    def make(self) -> object:
        return sk("cluster.KMeans")(
            self.options["clusters"], n_init=self.options["nInit"], random_state=self.options["seed"]
        )

    def run(self) -> None:
        self.model = self.estimator.fit(self.X)

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        return {"clusters": self.model.labels_}, {"inertia": float(self.model.inertia_)}


class Components(Task):
    def make(self) -> object:
        return sk("decomposition.PCA")(self.options["components"])

    def run(self) -> None:
        self.model = self.estimator.fit(self.X)

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        axes = self.model.components_
        largest = axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)]
        return {
            "components": (axes * np.sign(largest)[:, None]).ravel(),
            "ratios": self.model.explained_variance_ratio_,
        }, {}


class Scaler(Task):
    def make(self) -> object:
        kind = self.options["kind"]
        if kind == "quantile":
            rows = {"subsample": self.options["subsample"]} if "subsample" in self.options else {}
            return sk("preprocessing.QuantileTransformer")(random_state=0, **rows)
        return (
            sk("preprocessing.StandardScaler")() if kind == "standard" else sk("preprocessing.RobustScaler")()
        )

    def run(self) -> None:
        self.model = self.estimator.fit(self.X)
        self.transformed = self.model.transform(self.X)

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        return {"transformed": self.transformed.ravel()}, {}


class StandardScores(Task):
    """z of each column; 0 in columns that are constant."""

    def make(self) -> object:
        return None

    def run(self) -> None:
        spread = self.X.std(axis=0)
        constant = self.X.min(axis=0) == self.X.max(axis=0)
        self.z = np.where(constant, 0, (self.X - self.X.mean(axis=0)) / np.where(constant, 1, spread))

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        return {"transformed": self.z.ravel()}, {}


class Selection(Task):
    """Cross-validation of forest, network and support vectors: folds in parallel, each with one thread."""

    def make(self) -> object:
        seed = self.options["seed"]
        network = Network(self.options, 1, "fit").make()
        return {
            "forest": sk("ensemble.RandomForestClassifier")(self.options["trees"], random_state=seed),
            "mlp": sk("pipeline.make_pipeline")(sk("preprocessing.StandardScaler")(), network),
            "svm": sk("pipeline.make_pipeline")(sk("preprocessing.StandardScaler")(), sk("svm.SVC")()),
        }

    def prepare(self, train: Rows, test: Rows | None, fitted: object) -> None:
        super().prepare(train, test, fitted)
        self.folds = sk("model_selection.StratifiedKFold")(
            self.options["folds"], shuffle=True, random_state=self.options["seed"]
        )
        self.score = sk("model_selection.cross_val_score")
        # Starts joblib's workers and their imports.
        few = np.arange(FEW) % 2
        for estimator in self.estimator.values():
            self.score(estimator, self.X[:FEW], few, cv=2, n_jobs=self.n_jobs)

    def run(self) -> None:
        self.scores = {
            name: self.score(estimator, self.X, self.y, cv=self.folds, scoring="f1_macro", n_jobs=self.n_jobs)
            for name, estimator in self.estimator.items()
        }

    def judge(self, wanted: list[str]) -> tuple[dict, dict]:
        return {}, {name: float(scores.mean()) for name, scores in self.scores.items()}


TASKS: dict[str, type[Task]] = {
    "forest": Forest,
    "svc": SupportVectors,
    "linearSvm": Linear,
    "logistic": Logistic,
    "mlp": Network,
    "isolationForest": Isolation,
    "lof": Outlier,
    "tails": Tails,
    "dbscan": Density,
    "kmeans": Means,
    "pca": Components,
    "scaler": Scaler,
    "z": StandardScores,
    "selection": Selection,
}
