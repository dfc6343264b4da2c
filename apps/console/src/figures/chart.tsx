import { BarChart, SankeyChart, type BarSeriesOption, type SankeySeriesOption } from 'echarts/charts';
import { GridComponent, TooltipComponent, type GridComponentOption, type TooltipComponentOption } from 'echarts/components';
import { init, use, type ComposeOption, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef, type ReactNode } from 'react';

use([BarChart, SankeyChart, GridComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<BarSeriesOption | SankeySeriesOption | GridComponentOption | TooltipComponentOption>;

const fontFamily = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** A chart as vectors, so that it prints sharp; it follows the width of its place. `label` says what it shows. */
export function Chart({ option, height, label, onSelect, testId }: { option: ChartOption; height: number; label: string; onSelect?: (name: string) => void; testId?: string }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  useEffect(() => {
    if (place.current === null) return undefined;
    const made = init(place.current, null, { renderer: 'svg' });
    made.on('click', (event) => select.current?.(event.name));
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => { observer.disconnect(); made.dispose(); chart.current = null; };
  }, []);
  useEffect(() => {
    chart.current?.setOption({ animation: false, textStyle: { fontFamily, color: '#1c2a31' }, ...option }, true);
    chart.current?.resize();
  }, [option, height]);
  return <div ref={place} role="img" aria-label={label} style={{ height, width: '100%' }} data-testid={testId} />;
}
