import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../messages/index.js';
import { CopyButton } from '../shell/copy-button.js';
import './sign-in.css';

/** The recovery codes, shown this once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <div data-testid="recovery-codes">
      <p>{t('factor.codes.text')}</p>
      <ol className="recovery-codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ol>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }} className="no-print">
        <CopyButton text={codes.join('\n')}>{t('factor.codes.copy')}</CopyButton>
        <Button onClick={() => window.print()}>{t('act.print')}</Button>
        <Button type="primary" onClick={onKept} data-testid="recovery-kept">{t('factor.codes.kept')}</Button>
      </div>
    </div>
  );
}
