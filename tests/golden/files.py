"""The form of a golden: one compact JSON file a cell, every number so that it reads back exactly.

{"cell", "made_by", "cases": [{"params", "inputs" (T, …, X), "start", "nodes" {id: (T, …, H)},
"state", "seeds"?, "loss"?, "gradients"? {"nodes", "inputs", "state", "params"}, "outputs"?}]}; a
case with seeds has the gradients of its loss, the sum over all steps of seeds[s] times the value s.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def write(name: str, cell: str, made_by: str, cases: list[dict[str, Any]]) -> None:
    golden = {"cell": cell, "made_by": made_by, "cases": cases}
    text = json.dumps(golden, separators=(",", ":"), allow_nan=False, default=lambda a: a.tolist())
    path = FOLDER / f"{name}.json"
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size:,} bytes, {made_by}")
