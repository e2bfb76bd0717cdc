// The part of plotly.js that Celda uses (core holds scatter), as one ES module.
import core from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import heatmap from "plotly.js/lib/heatmap";

core.register([bar, heatmap]);
export default core;
