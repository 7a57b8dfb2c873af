'use strict';
{
  // Colours are variables of the style sheet: a drawing follows the reader's scheme, and the printer's, without being redrawn.
  const text = { labelColor: 'var(--muted)', titleColor: 'var(--ink)', labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' };
  const palette = [1, 2, 3, 4, 5, 6].map(i => `var(--c${i})`);
  const config = {
    background: null,
    font: 'system-ui, sans-serif',
    view: { stroke: null },
    axis: { ...text, labelOverlap: 'greedy', domainColor: 'var(--muted)', tickColor: 'var(--muted)', gridColor: 'var(--grid)', labelLimit: 160 },
    axisXDiscrete: { labelAngle: 0, labelSeparation: 4 },
    axisQuantitative: { tickCount: 6 },
    legend: { ...text, orient: 'bottom', direction: 'vertical', titleLimit: 300, labelLimit: 300 },
    scale: { minOpacity: 0.05, maxOpacity: 1 },
    mark: { color: palette[0] },
    point: { size: 50, opacity: 1 },
    line: { strokeWidth: 2 },
    rule: { color: 'var(--ink)', strokeWidth: 1.5 },
    range: { category: palette, ordinal: palette },
  };
  const drawn = [...document.querySelectorAll('script[data-chart]')].map(script => {
    const chart = document.getElementById(script.dataset.chart);
    const spec = vegaLite.compile(JSON.parse(script.textContent), { config }).spec;
    return new vega.View(vega.parse(spec), { renderer: 'svg', container: chart, hover: true }).runAsync();
  });
  Promise.all(drawn).then(() => { document.documentElement.dataset.charts = drawn.length; });
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) {
      details.open = true;
    }
  });
}
