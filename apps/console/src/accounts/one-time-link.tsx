import type { InvitationKind } from '@jiedui/contracts';
import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { localTime, useTexts } from '../messages/index.js';
import { CopyButton } from '../shell/copy-button.js';

/** A link that was just made, and for whom. */
export interface ShownLink { readonly code: string; readonly kind: InvitationKind; readonly expiresAt: string; readonly name: string }

/** Shows a one-time link to be copied, once, above the drawer of its account. The code stands in the fragment, which no server on the way sees or logs. */
export function OneTimeLink({ link, onClose }: { link: ShownLink | null; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  if (link === null) return null;
  const address = `${window.location.origin}/invitation#${link.code}`;
  return (
    <Modal
      open zIndex={1100} title={t(`link.title.${link.kind}`)} onCancel={onClose} mask={{ closable: false }} width={560}
      footer={<div className="account-acts" style={{ justifyContent: 'flex-end' }}><CopyButton text={address} type="primary" data-testid="link-copy">{t('link.copy')}</CopyButton><Button onClick={onClose} data-testid="link-close">{t('link.close')}</Button></div>}
    >
      <p>{t('link.text', { name: link.name, time: localTime(link.expiresAt) })}</p>
      <p className="one-time-link" data-testid="link-address">{address}</p>
    </Modal>
  );
}
