import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AutoComplete, Button, Dropdown, Input, Select } from 'antd';
import { useDeferredValue, useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, operations } from '../api/index.js';
import { signOut } from '../api/session.js';
import { useTexts } from '../messages/index.js';
import { NoticesBell } from '../notices/notices-bell.js';
import { useActor } from './actor-context.js';
import { useProgramme } from './programme-context.js';
import { usePhone } from './use-phone.js';

/** Programme, search of units, person. */
export function Header(): ReactNode {
  const phone = usePhone();
  return (
    <header className="top">
      <ProgrammeSwitch />
      {!phone && <UnitSearch />}
      <span className="grow" />
      <NoticesBell />
      <PersonMenu />
    </header>
  );
}

function ProgrammeSwitch(): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const { programmes, programme, choose } = useProgramme();
  if (programmes.length <= 1) return <strong style={{ maxWidth: phone ? 250 : 420, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }} data-testid="programme">{programme?.name ?? ''}</strong>;
  return (
    <Select
      value={programme?.code ?? null} onChange={(code: string | null) => { if (code !== null) choose(code); }} aria-label={t('header.programme')} data-testid="programme"
      options={programmes.map((one) => ({ value: one.code, label: one.name }))} style={{ width: phone ? 236 : 300 }} popupMatchSelectWidth={false}
    />
  );
}

/** Finds today's unit, by its former names too. */
export function UnitSearch(): ReactNode {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const { data } = useQuery({
    queryKey: ['unit-search', search], enabled: search !== '', staleTime: 60_000,
    queryFn: ({ signal }) => call(operations.registry.units, { search }, signal),
  });
  const left = useRef('');
  const write = (words: string): void => { left.current = words; setText(words); };
  const open = (code: string): void => { write(''); void navigate(`/registry/units/${code}`); };
  const seen = new Set<string>();
  const options = (search === '' ? [] : data?.items ?? []).filter((unit) => !seen.has(unit.code) && seen.add(unit.code)).slice(0, 12).map((unit) => ({
    value: unit.code,
    label: <span>{unit.name} <span className="muted small">{[unit.province, unit.prefecture].filter(Boolean).join(' ')}{unit.formerNames.length > 0 ? ` · ${t('header.former', { name: unit.formerNames.join('、') })}` : ''}</span></span>,
  }));
  // After the list's own handling of the key: when it opened the marked one, nothing is left in the field.
  const openFirst = (): void => { setTimeout(() => { const first = options[0]; if (left.current !== '' && first !== undefined) open(first.value); }, 0); };
  return (
    <AutoComplete
      value={text} options={options} style={{ width: 260, maxWidth: '100%' }} popupMatchSelectWidth={300} onSearch={write}
      onSelect={open}
      notFoundContent={search !== '' && data !== undefined ? t('header.searchNone') : null}
    >
      <Input allowClear placeholder={t('header.search')} aria-label={t('header.search')} onPressEnter={openFirst} data-testid="unit-search" />
    </AutoComplete>
  );
}

function PersonMenu(): ReactNode {
  const { t, language, setLanguage } = useTexts();
  const { actor } = useActor();
  const phone = usePhone();
  const navigate = useNavigate();
  const client = useQueryClient();
  const leave = async (): Promise<void> => {
    try { await signOut(); } finally { client.clear(); window.location.assign('/sign-in'); }
  };
  const roles = [...new Set(actor.grants.map((grant) => t(`role.${grant.role}`)))].join('、');
  return (
    <>
      {!phone && <Button type="text" size="small" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')} data-testid="language">{t('header.language')}</Button>}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', disabled: true, label: <span>{actor.displayName}<br /><span className="small">{[actor.organisationName, roles].filter(Boolean).join(' · ')}</span></span> },
            { type: 'divider' },
            ...(phone ? [{ key: 'language', label: t('header.language') }] : []),
            { key: 'own', label: <span data-testid="own-account">{t('header.ownAccount')}</span> },
            { key: 'leave', label: <span data-testid="sign-out">{t('header.signOut')}</span> },
          ],
          onClick: ({ key }) => {
            if (key === 'own') void navigate('/own-account');
            if (key === 'leave') void leave();
            if (key === 'language') setLanguage(language === 'zh' ? 'en' : 'zh');
          },
        }}
      >
        <Button type="text" size="small" aria-label={t('header.person')} data-testid="person-menu">
          {phone
            ? <span style={{ width: 28, height: 28, borderRadius: 14, background: 'var(--accent-soft)', color: 'var(--accent)', display: 'inline-grid', placeItems: 'center' }}>{actor.displayName.slice(0, 1)}</span>
            : <span>{actor.displayName}{actor.organisationName === null || actor.organisationName === actor.displayName ? '' : <span className="muted"> {actor.organisationName}</span>}</span>}
        </Button>
      </Dropdown>
    </>
  );
}
