import type { AuditEntryView } from '@jiedui/contracts';
import { Button, Drawer } from 'antd';
import type { ReactNode } from 'react';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { StateWord } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { actionWords, actorWords, purposeWords, resultTones, roleWords, thingWords } from './audit-words.js';

interface DrawerProps { readonly entry: AuditEntryView | undefined; readonly names: ReadonlyMap<string, string>; readonly onClose: () => void; readonly onFilter: (filter: Readonly<Record<string, string | undefined>>) => void }

/** Everything one entry says. */
export function AuditDrawer({ entry, names, onClose, onFilter }: DrawerProps): ReactNode {
  const texts = useTexts();
  const { t } = texts;
  const phone = usePhone();
  const rows: (readonly [label: string, value: ReactNode])[] = entry === undefined ? [] : [
    [t('audit.at'), <span key="at" className="figure">{localTime(entry.at)}</span>],
    [t('audit.person'), <>{actorWords(entry, names, texts)} {entry.actorKind === 'person' && <Button type="link" size="small" onClick={() => onFilter({ actor: entry.actorId })} data-testid="audit-same-actor">{t('audit.sameActor')}</Button>}</>],
    [t('audit.roles'), entry.roles.length === 0 ? unknownMark : entry.roles.map((role) => roleWords(role, texts)).join('、')],
    [t('audit.action'), <>{actionWords(entry.action, texts)} <span className="muted small">{entry.action}</span></>],
    [t('audit.subject'), entry.subjectId === null ? unknownMark : <>{thingWords(entry.subjectKind, texts)} <span className="muted small">{entry.subjectId}</span> <Button type="link" size="small" onClick={() => onFilter({ subject: entry.subjectId ?? undefined })} data-testid="audit-same-subject">{t('audit.sameSubject')}</Button></>],
    [t('audit.result'), <StateWord key="result" tone={resultTones[entry.result]}>{t(`audit.result.${entry.result}`)}</StateWord>],
    ...(entry.programme === null ? [] : [[t('audit.programme'), entry.programme] as const]),
    ...(entry.purpose === null ? [] : [[t('audit.purpose'), purposeWords(entry.purpose, texts)] as const]),
    ...(entry.rowCount === null ? [] : [[t('audit.rows'), entry.rowCount] as const, [t('audit.digest'), <code key="digest">{entry.rowDigest}</code>] as const]),
    [t('audit.seq'), entry.seq ?? t('audit.seq.waiting')],
    [t('audit.hash'), entry.hash === null ? unknownMark : <code key="hash">{entry.hash}</code>],
    [t('audit.correlation'), entry.correlationId ?? unknownMark],
    [t('audit.id'), entry.id],
  ];
  return (
    <Drawer open={entry !== undefined} onClose={onClose} size={phone ? '100%' : 640} title={t('audit.one')} data-testid="audit-drawer" destroyOnHidden>
      <table className="plain-table light letter-facts"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted">{label}</th><td>{value}</td></tr>)}</tbody></table>
      {entry !== undefined && <><h2>{t('audit.details')}</h2><pre className="letter-mono letter-box" data-testid="audit-details">{JSON.stringify(JSON.parse(entry.details), null, 2)}</pre></>}
    </Drawer>
  );
}
