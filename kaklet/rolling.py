"""How samples are rolled up here: the judges' rules, with the metric by which each kind of probe tells speed."""

from probes import KINDS
from results.judge.rolling import merged, roll_up
from results.keep import Folding

FOLDING = Folding(roll_up=roll_up, merged=merged, speeds={kind: probe.speed for kind, probe in KINDS.items()})
