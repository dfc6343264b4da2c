import type { MatchingPolicy } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, InputNumber, Skeleton, Switch } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts, type MessageKey } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';

const employmentWeights = ['wage', 'distance', 'skills', 'pairing', 'housing', 'stability'] as const;
const produceWeights = ['price', 'distance', 'freshness', 'certification', 'pairing'] as const;

/** Weights and thresholds of a programme's matching. */
export function PolicyPage(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const { code: programme, programme: chosen } = useProgramme();
  const { data, error, refetch } = useQuery({ queryKey: ['policy', programme], enabled: may('policy.read'), queryFn: ({ signal }) => call(operations.matchingPolicies.get, { programme }, signal) });
  if (!may('policy.read')) return <ForbiddenPage />;
  return (
    <>
      <div className="page-head"><h1>{t('policy.title')}</h1>{data !== undefined && <span className="muted">{t('policy.version', { n: data.version })}</span>}</div>
      <p className="muted">{chosen?.name ?? ''} · {t('policy.text')}{!may('policy.write') && ` ${t('policy.readOnly')}`}</p>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active />}
      {data !== undefined && <PolicyForm key={`${programme}-${String(data.version)}`} programme={programme} policy={data} editable={may('policy.write')} />}
    </>
  );
}

function PolicyForm({ programme, policy, editable }: { programme: string; policy: MatchingPolicy; editable: boolean }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<MatchingPolicy>();
  const values = Form.useWatch([], form);
  const sum = (weights: Record<string, number | null> | undefined): number => Object.values(weights ?? {}).reduce<number>((total, weight) => total + (weight ?? 0), 0);
  const employment = sum(values?.employment?.weights ?? policy.employment.weights);
  const produce = sum(values?.produce?.weights ?? policy.produce.weights);
  const save = useMutation({
    mutationFn: (edited: MatchingPolicy) => call(operations.matchingPolicies.put, {
      programme,
      policy: { ...policy, holdHours: edited.holdHours, employment: { ...policy.employment, ...edited.employment }, produce: { ...policy.produce, ...edited.produce } },
    }),
    onSuccess: (saved) => { void message.success(t('policy.saved', { n: saved.version })); client.setQueryData(['policy', programme], saved); },
  });
  return (
    <Form<MatchingPolicy> form={form} layout="horizontal" colon={false} labelCol={{ flex: '1 1 60%' }} wrapperCol={{ flex: '0 0 130px' }} labelAlign="left" labelWrap disabled={!editable} initialValues={policy} onFinish={(edited) => save.mutate(edited)} className="policy">
      {save.error !== null && <ProblemNotice error={save.error} />}
      <div className="two">
        <section className="panel">
          <h2>{t('policy.weights.employment')}</h2>
          {employmentWeights.map((part) => <Whole key={part} name={['employment', 'weights', part]} label={`policy.${part}`} max={1000} />)}
          <Sum value={employment} testId="policy-sum-employment" />
        </section>
        <section className="panel">
          <h2>{t('policy.weights.produce')}</h2>
          {produceWeights.map((part) => <Whole key={part} name={['produce', 'weights', part]} label={`policy.${part}`} max={1000} />)}
          <Sum value={produce} testId="policy-sum-produce" />
        </section>
        <section className="panel">
          <h2>{t('policy.rules.employment')}</h2>
          <Whole name={['employment', 'startGraceDays']} label="policy.startGraceDays" max={365} />
          <Whole name={['employment', 'distanceScaleKm']} label="policy.distanceScaleKm" min={1} />
          {(['housingHard', 'educationHard', 'experienceHard'] as const).map((rule) => <Form.Item key={rule} name={['employment', rule]} label={t(`policy.${rule}`)} valuePropName="checked" style={{ marginBottom: 10 }}><Switch /></Form.Item>)}
        </section>
        <section className="panel">
          <h2>{t('policy.rules.produce')}</h2>
          <Whole name={['produce', 'transitKmPerDay']} label="policy.transitKmPerDay" min={1} />
          <Whole name={['produce', 'distanceScaleKm']} label="policy.distanceScaleKm" min={1} />
          <Whole name={['produce', 'shelfLifeLeftDays']} label="policy.shelfLifeLeftDays" />
          <Form.Item name={['produce', 'monitoredShare']} label={t('policy.monitoredShare')} rules={[{ required: true }]}><InputNumber min={0} max={1} step={0.05} style={{ width: '100%' }} /></Form.Item>
          <h2 style={{ marginTop: 18 }}>{t('policy.common')}</h2>
          <Whole name={['holdHours']} label="policy.holdHours" min={1} />
        </section>
      </div>
      {editable && <Button type="primary" htmlType="submit" loading={save.isPending} disabled={employment !== 1000 || produce !== 1000} data-testid="policy-save">{t('act.save')}</Button>}
    </Form>
  );
}

function Whole({ name, label, min = 0, max = 1_000_000 }: { name: (string | number)[]; label: MessageKey; min?: number; max?: number }): ReactNode {
  const { t } = useTexts();
  return <Form.Item name={name} label={t(label)} rules={[{ required: true, message: t('row.required', { header: t(label) }) }]} style={{ marginBottom: 10 }}><InputNumber min={min} max={max} precision={0} style={{ width: '100%' }} className="figure" data-testid={`policy-${name.join('-')}`} /></Form.Item>;
}

function Sum({ value, testId }: { value: number; testId: string }): ReactNode {
  const { t } = useTexts();
  return <p className="right figure" data-testid={testId} style={{ margin: 0, fontWeight: 600, color: value === 1000 ? 'inherit' : 'var(--danger)' }}>{value === 1000 ? t('policy.sumOk') : t('policy.sum', { n: value })}</p>;
}
