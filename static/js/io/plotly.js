// The only file that touches Plotly: loaded once, when first asked for; drawn without its bar, logo and cloud.

const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  responsive: false,
  doubleClick: false,
  scrollZoom: false,
  showTips: false,
};
const SHEET = new URL("../../vendor/plotly/plotly.css", import.meta.url).href;
let loading;

/** The library and its style sheet; a failure is forgotten, so that it can be tried again. */
export function plotly() {
  loading ??= Promise.all([import("../../vendor/plotly/plotly.js"), sheet()]).then(
    ([module]) => module.default,
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

function sheet() {
  if ([...document.styleSheets].some(({ href }) => href === SHEET)) return undefined;
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = SHEET;
    link.onload = resolve;
    link.onerror = () => reject(new Error(SHEET));
    document.head.append(link);
  });
}

/** Draws or redraws a figure → where its plotting area is, in px within the element, and what is drawn for each Plotly trace. */
export async function draw(element, { data, layout }) {
  const library = await plotly();
  await library.react(element, data, layout, CONFIG);
  const { l, t, w, h } = element._fullLayout._size;
  const domain = ({ domain: [from, to] }) => [from, to];
  return {
    left: l + w * domain(element._fullLayout.xaxis)[0],
    top: t,
    width: w * (domain(element._fullLayout.xaxis)[1] - domain(element._fullLayout.xaxis)[0]),
    height: h,
    traces: element._fullData.map((trace) => ({ meta: trace.meta, drawn: element.querySelector(`.trace${trace.uid}`), points: pointsOf(element, trace) })),
  };
}

/** Where the points of units and of steps are, in px, and whose they are. */
function pointsOf(element, { meta, x, y, customdata, xaxis = "x", yaxis = "y" }) {
  if (!["unit", "step"].includes(meta?.points)) return [];
  const axis = (name) => element._fullLayout[`${name[0]}axis${name.slice(1)}`];
  const [across, up] = [axis(xaxis), axis(yaxis)];
  return Array.from(x, (value, k) => ({ x: across._offset + across.l2p(value), y: up._offset + up.l2p(y[k]), data: customdata?.[k] }));
}

/** Calls back with { index, point, meta, x, y } of what is hovered or clicked, and when the pointer leaves. */
export function listen(element, { hover, leave, click }) {
  const first = ({ points: [point], event }) => ({
    index: point.pointIndex ?? point.pointNumber,
    point,
    meta: point.data.meta,
    x: event.clientX,
    y: event.clientY,
  });
  element.on("plotly_hover", (event) => hover(first(event)));
  element.on("plotly_unhover", leave);
  element.on("plotly_click", (event) => click(first(event)));
}

export async function forget(element) {
  if (loading) (await loading).purge(element);
}
