// Plotly's own style rules, which a strict policy keeps it from injecting: node plotly-css.js IN
import { readFileSync } from "node:fs";

const [file] = process.argv.slice(2);
const literal = readFileSync(file, "utf8").match(/var rules = (\{.*?\n\});/s)[1];
const rules = new Function(`return ${literal}`)();
const selector = (short) =>
  short.replace(/^,/, " ,").replace(/X/g, ".js-plotly-plot .plotly").replace(/Y/g, ".plotly-notifier");

console.log("/* plotly.js 4.1.1 (MIT), build/plotcss.js, as a style sheet; made by tools/vendor.py. */");
for (const [short, style] of Object.entries(rules)) console.log(`${selector(short)} { ${style} }`);
console.log("\n/* Plotly sets this by a style attribute, which the policy refuses; without it heatmaps blur. */");
console.log(".js-plotly-plot .plotly .hm image { image-rendering: pixelated }");
