import type { ProjectView, Screening } from '@jiedui/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useProblemMessage } from '../shell/problem-notice.js';
import { ProjectForm } from './project-form.js';

const steps = ['submit', 'approve-receiver', 'approve-supporter', 'start', 'complete', 'return', 'withdraw'] as const;
type Step = (typeof steps)[number];
interface Words { words?: string }

function doStep(step: Step, project: ProjectView, words: string): Promise<ProjectView> {
  const at = { id: project.id, version: project.version };
  const spoken = words === '' ? {} : { opinion: words };
  switch (step) {
    case 'submit': return call(operations.projects.submit, { ...at, ...(words === '' ? {} : { conditionAnswer: words }) });
    case 'approve-receiver': return call(operations.projects.approveReceiver, { ...at, ...spoken });
    case 'approve-supporter': return call(operations.projects.approveSupporter, { ...at, ...spoken });
    case 'return': return call(operations.projects.return, { ...at, reason: words });
    case 'withdraw': return call(operations.projects.withdraw, { ...at, reason: words });
    case 'start': return call(operations.projects.start, at);
    case 'complete': return call(operations.projects.complete, at);
  }
}

/** Everything a step of a project changes on screen. */
export function useRenewProject(id: string): () => void {
  const client = useQueryClient();
  return () => { for (const key of [['project', id], ['projects'], ['project-board'], ['home']]) void client.invalidateQueries({ queryKey: key }); };
}

/** What this reader may do now with the project, each naming its consequence. */
export function ProjectActs({ project, screening }: { project: ProjectView; screening: Screening | null }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const say = useProblemMessage();
  const renew = useRenewProject(project.id);
  const [form] = Form.useForm<Words>();
  const [step, setStep] = useState<Step | null>(null);
  const [editing, setEditing] = useState(false);
  const act = useMutation({
    mutationFn: ({ one, words }: { one: Step; words: string }) => doStep(one, project, words),
    onSuccess: () => { setStep(null); void message.success(t('project.done')); renew(); }, onError: say,
  });
  const open = steps.filter((one) => project.acts.includes(one));
  const asks = step === 'submit' ? screening?.verdict === 'conditional' : step === 'approve-receiver' || step === 'approve-supporter' || step === 'return' || step === 'withdraw';
  const needed = step === 'return' || step === 'withdraw' || step === 'submit';
  const label = step === 'submit' ? t('project.condition') : needed ? t('project.reason') : t('project.opinion');
  if (open.length === 0 && !project.acts.includes('edit')) return null;
  return (
    <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', marginBottom: 14 }} className="no-print">
      {open.map((one, i) => <Button key={one} type={i === 0 && one !== 'withdraw' && one !== 'return' ? 'primary' : 'default'} danger={one === 'withdraw'} onClick={() => setStep(one)} data-testid={`project-${one}`}>{t(`project.act.${one}`)}</Button>)}
      {project.acts.includes('edit') && <Button onClick={() => setEditing(true)} data-testid="project-edit">{t('project.act.edit')}</Button>}
      <Modal
        open={step !== null} onCancel={() => setStep(null)} destroyOnHidden title={step === null ? '' : t('project.act.title', { act: t(`project.act.${step}`), name: project.name })}
        okText={step === null ? '' : t(`project.act.${step}`)} cancelText={t('act.cancel')} okButtonProps={{ danger: step === 'withdraw', loading: act.isPending, 'data-testid': 'project-act-confirm' }} onOk={() => form.submit()}
      >
        {step !== null && <p>{t(`project.act.text.${step}`)}</p>}
        <Form<Words> form={form} layout="vertical" initialValues={step === 'submit' ? { words: project.conditionAnswer } : {}} onFinish={({ words }) => { if (step !== null) act.mutate({ one: step, words: (words ?? '').trim() }); }}>
          {asks && <Form.Item name="words" label={label} rules={needed ? [{ required: true, whitespace: true, message: t('row.reasonNeeded') }] : []}><Input.TextArea rows={3} maxLength={500} data-testid="project-words" /></Form.Item>}
        </Form>
      </Modal>
      <ProjectForm project={project} open={editing} onClose={() => setEditing(false)} onSaved={() => { setEditing(false); renew(); }} />
    </div>
  );
}
