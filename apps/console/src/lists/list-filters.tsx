import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Form, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts, type MessageKey } from '../messages/index.js';
import { useProgramme } from '../shell/programme-context.js';
import type { Address } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { useListChoices, type Choice, type HeldFilter } from './list-choices.js';
import type { ListKind } from './list-kinds.js';

/** Everything in the address that narrows a list. */
export const filterNames = ['search', 'status', 'region', 'tier', 'category', 'organisation'] as const;
type FilterName = (typeof filterNames)[number];
type Choices = readonly Choice[];

const statusLabels: readonly (readonly [string, MessageKey])[] = [['open', 'list.status.open'], ['filled', 'list.status.filled'], ['withdrawn', 'list.status.withdrawn'], ['expired', 'list.status.expired']];
const tierLabels: readonly (readonly [string, MessageKey])[] = [['1', 'tier.1'], ['2', 'tier.2'], ['3', 'tier.3'], ['4', 'tier.4']];
const sortLabels: readonly (readonly [string, MessageKey])[] = [['updated', 'list.sort.updated'], ['title', 'list.sort.title'], ['region', 'list.sort.region'], ['quantity', 'list.sort.quantity'], ['amount', 'list.sort.amount'], ['from', 'list.sort.from']];

/** Search, three filters at hand, the rest in a drawer. */
export function ListFilters({ kind, address }: { kind: ListKind; address: Address }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const { code: programme } = useProgramme();
  const [open, setOpen] = useState(false);
  const { data: units } = useQuery({ queryKey: ['units', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.units, { programme }, signal) });
  const choices: Record<Exclude<FilterName, 'search'>, { label: MessageKey; options: Choices | HeldFilter }> = {
    status: { label: 'list.filter.status', options: statusLabels.map(([value, key]) => ({ value, label: t(key) })) },
    region: { label: 'list.filter.region', options: kind.side === 'supply' ? (units?.items ?? []).map((unit) => ({ value: unit.code, label: unit.name })) : 'region' },
    tier: { label: 'list.filter.tier', options: tierLabels.map(([value, key]) => ({ value, label: t(key) })) },
    category: { label: 'list.filter.category', options: 'category' },
    organisation: { label: 'list.filter.organisation', options: 'organisation' },
  };
  const all: Exclude<FilterName, 'search'>[] = kind.tierOf === null ? ['status', 'region', 'category', 'organisation'] : ['status', 'region', 'tier', 'category', 'organisation'];
  const atHand = phone ? [] : all.slice(0, 3);
  const rest = all.filter((name) => !atHand.includes(name));
  const restSet = rest.filter((name) => address.get(name) !== undefined).length;
  const control = (name: Exclude<FilterName, 'search'>, wide: boolean): ReactNode => {
    const { label, options } = choices[name];
    const shared: FilterProps = { name, label: t(label), value: address.get(name), width: wide ? '100%' : 150, onChange: (value) => address.set({ [name]: value }) };
    return typeof options === 'string' ? <HeldSelect key={name} {...shared} kind={kind} programme={programme} held={options} /> : <FilterSelect key={name} {...shared} options={options} />;
  };
  return (
    <div className="filters no-print">
      <Input.Search
        key={address.get('search') ?? ''} defaultValue={address.get('search') ?? ''} allowClear placeholder={t('list.search')} aria-label={t('list.search')}
        onSearch={(text) => address.set({ search: text.trim() })} style={phone ? { flex: 1, minWidth: 160 } : { width: 280 }} data-testid="list-search" maxLength={80}
      />
      {atHand.map((name) => control(name, false))}
      <Button onClick={() => setOpen(true)} data-testid="list-more-filters">{restSet === 0 ? t('list.moreFilters') : t('list.moreFilters.n', { n: restSet })}</Button>
      {filterNames.some((name) => address.get(name) !== undefined) && <Button type="link" onClick={() => address.set(Object.fromEntries(filterNames.map((name) => [name, undefined])))}>{t('act.clear')}</Button>}
      <Drawer open={open} onClose={() => setOpen(false)} title={t('list.moreFilters')} size={phone ? '100%' : 360}>
        <Form layout="vertical">
          {rest.map((name) => <Form.Item key={name} label={t(choices[name].label)}>{control(name, true)}</Form.Item>)}
          <Form.Item label={t('list.sort')}>
            <Select value={address.get('sort') ?? 'updated'} onChange={(sort: string) => address.set({ sort, ascending: sort === 'updated' ? undefined : 'true' })} options={sortLabels.map(([value, key]) => ({ value, label: t(key) }))} />
          </Form.Item>
        </Form>
        <p className="muted small">{t('list.filter.note')}</p>
        <Button type="primary" block onClick={() => setOpen(false)}>{t('act.close')}</Button>
      </Drawer>
    </div>
  );
}

interface FilterProps { readonly name: string; readonly label: string; readonly value: string | undefined; readonly width: number | string; readonly onChange: (value: string | undefined) => void }

function FilterSelect({ name, label, value, width, onChange, options }: FilterProps & { readonly options: Choices }): ReactNode {
  return (
    <Select
      allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={label} aria-label={label} data-testid={`filter-${name}`} value={value ?? null}
      onChange={(next: string | null | undefined) => onChange(next ?? undefined)} options={withCurrent(options, value)} style={{ width }} popupMatchSelectWidth={false}
    />
  );
}

/** A filter over values that the list itself holds, found by typing where they are many. */
function HeldSelect({ name, label, value, width, onChange, kind, programme, held }: FilterProps & { readonly kind: ListKind; readonly programme: string; readonly held: HeldFilter }): ReactNode {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  // A filter that came with the address needs its name before anyone opens it.
  const { choices, busy } = useListChoices(kind, programme, held, open || value !== undefined, typed);
  return (
    <Select
      allowClear placeholder={label} aria-label={label} data-testid={`filter-${name}`} value={value ?? null} loading={open && busy} onOpenChange={setOpen}
      showSearch={{ filterOption: false, onSearch: setTyped }} notFoundContent={<span className="muted">{busy ? t('state.loading') : t('list.filter.find')}</span>}
      onChange={(next: string | null | undefined) => { setTyped(''); onChange(next ?? undefined); }} options={typed === '' ? withCurrent(choices, value) : [...choices]} style={{ width }} popupMatchSelectWidth={false}
    />
  );
}

/** A filter from a sent link stays readable when its row is not on this page. */
function withCurrent(options: Choices, value: string | undefined): { value: string; label: string }[] {
  return value === undefined || options.some((option) => option.value === value) ? [...options] : [...options, { value, label: value }];
}
