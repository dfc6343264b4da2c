import { Steps } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../messages/index.js';

/** Where an import stands among its four steps. */
export function ImportSteps({ at, failed = false }: { at: 0 | 1 | 2 | 3; failed?: boolean }): ReactNode {
  const { t } = useTexts();
  return (
    <Steps
      size="small" current={at} status={failed ? 'error' : at === 3 ? 'finish' : 'process'} responsive={false} style={{ marginBottom: 18 }} titlePlacement="vertical"
      items={(['import.step.choose', 'import.step.map', 'import.step.preview', 'import.step.done'] as const).map((key) => ({ title: t(key) }))}
    />
  );
}
