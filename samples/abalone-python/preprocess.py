"""Turns the raw abalone table into three CSV files without a header, the label first."""
import argparse
import pathlib

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

MEASURES = ["length", "diameter", "height", "whole_weight", "shucked_weight", "viscera_weight", "shell_weight"]
COLUMNS = ["sex", *MEASURES, "rings"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--base-dir", type=pathlib.Path, default=pathlib.Path("/opt/ml/processing"))
    args = parser.parse_args()

    tables = [pd.read_csv(path, header=None, names=COLUMNS) for path in sorted(args.base_dir.joinpath("input/data").glob("*.csv"))]
    rows = pd.concat(tables, ignore_index=True).dropna()
    print(f"{len(rows)} rows in {len(tables)} files")

    train, rest = train_test_split(rows, train_size=0.7, random_state=args.seed)
    validation, test = train_test_split(rest, train_size=2 / 3, random_state=args.seed)

    # Fitted on the training rows alone: nothing of the other rows may reach the model.
    features = ColumnTransformer([
        ("measures", make_pipeline(StandardScaler()), MEASURES),
        ("sex", OneHotEncoder(handle_unknown="ignore"), ["sex"]),
    ]).fit(train)

    for name, part in (("train", train), ("validation", validation), ("test", test)):
        table = pd.DataFrame(features.transform(part), index=part.index)
        table.insert(0, "rings", part["rings"])
        folder = args.base_dir / name
        folder.mkdir(parents=True, exist_ok=True)
        table.to_csv(folder / f"{name}.csv", header=False, index=False)
        print(f"{name}: {len(table)} rows, {table.shape[1] - 1} features")


if __name__ == "__main__":
    main()
