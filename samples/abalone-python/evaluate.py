"""Measures the model on the test rows and writes the report that the condition reads."""
import json
import pathlib
import tarfile

import pandas as pd
import xgboost as xgb
from sklearn.metrics import mean_squared_error

BASE = pathlib.Path("/opt/ml/processing")


def main() -> None:
    with tarfile.open(BASE / "model" / "model.tar.gz") as archive:
        archive.extract("xgboost-model", BASE / "model")
    booster = xgb.Booster()
    booster.load_model(BASE / "model" / "xgboost-model")

    rows = pd.read_csv(BASE / "test" / "test.csv", header=None)
    label = rows.iloc[:, 0].to_numpy()
    predicted = booster.predict(xgb.DMatrix(rows.iloc[:, 1:].to_numpy()))
    mse = mean_squared_error(label, predicted)
    report = {"regression_metrics": {"mse": {"value": float(mse), "standard_deviation": float((label - predicted).std())}}}

    folder = BASE / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluation.json").write_text(json.dumps(report))
    print(f"mean squared error {mse:.3f} over {len(rows)} rows")


if __name__ == "__main__":
    main()
