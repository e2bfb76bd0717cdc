// The present is marked in the chart of the two futures.

export function mountFutures(element, { timeline }) {
  const NS = "http://www.w3.org/2000/svg";
  const marks = [...element.querySelectorAll("svg.future")].map((chart) => {
    const mark = document.createElementNS(NS, "path");
    mark.setAttribute("class", "future-now");
    chart.append(mark);
    return { mark, left: Number(chart.dataset.left) + 12, pitch: Number(chart.dataset.pitch), height: chart.viewBox.baseVal.height };
  });
  return timeline.subscribe(() => {
    const step = Math.min(timeline.steps - 1, Math.max(0, timeline.position / timeline.beats - 1));
    for (const { mark, left, pitch, height } of marks) mark.setAttribute("d", `M${(left + pitch * step).toFixed(1)} 18V${height - 24}`);
  });
}
