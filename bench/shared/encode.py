"""Writes splits of a real set as binary files that both sides of a benchmark read.

Usage: encode.py SET MANIFEST SEEDS TRAIN TEST; rows of each part, 0 = four fifths and a fifth of all.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from common import encoded_set
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def write(base: Path, label: str, X: np.ndarray, y: np.ndarray) -> dict:
    path = f"{base}.{label}.f64"
    np.ascontiguousarray(X, dtype=np.float64).tofile(path)
    return {"rows": len(X), "columns": X.shape[1], "X": path, "y": write_codes(base, label, y)}


def write_codes(base: Path, label: str, codes: np.ndarray) -> str:
    path = f"{base}.{label}.i32"
    codes.astype(np.int32).tofile(path)
    return path


def main() -> None:
    name, manifest = sys.argv[1], Path(sys.argv[2])
    seeds, train_rows, test_rows = (int(word) for word in sys.argv[3:])
    data = encoded_set(name)
    classes, codes = np.unique(data.y, return_inverse=True)
    counts = np.bincount(codes)
    # A class of fewer rows cannot be in every fold of every part.
    usable = np.flatnonzero(counts[codes] >= 30)
    splits = []
    for seed in range(1, seeds + 1):
        test = test_rows or len(usable) // 5
        train = min(train_rows or len(usable), len(usable) - test)
        a, b = train_test_split(
            usable, train_size=train, test_size=test, stratify=codes[usable], random_state=seed
        )
        base = manifest.with_suffix("").with_name(f"{manifest.stem}-{seed}")
        scaler = StandardScaler().fit(data.X[a])
        A, B = scaler.transform(data.X[a]), scaler.transform(data.X[b])
        low = PCA(3, svd_solver="full").fit_transform(A)
        splits.append(
            {
                "seed": seed,
                "sha256": data.sha256,
                "classes": classes.tolist(),
                "raw": {
                    "name": name,
                    "classes": len(classes),
                    "train": write(base, "train", data.X[a], codes[a]),
                    "test": write(base, "test", data.X[b], codes[b]),
                },
                "scaled": {
                    "name": f"{name} scaled",
                    "classes": len(classes),
                    "train": write(base, "scaled-train", A, codes[a]),
                    "test": write(base, "scaled-test", B, codes[b]),
                },
                "low": {"name": f"{name} in 3 components", "train": write(base, "low", low, codes[a])},
                "attack": write_codes(base, "attack", data.attack[a]),
            }
        )
    manifest.write_text(json.dumps(splits), encoding="utf-8")


if __name__ == "__main__":
    main()
