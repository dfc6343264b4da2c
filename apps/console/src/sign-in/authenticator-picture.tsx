import type { ReactNode } from 'react';
import { useTexts } from '../messages/index.js';
import { QrPicture } from '../shell/qr-picture.js';

/** The secret of an authenticator as a picture to be photographed. */
export function AuthenticatorPicture({ uri }: { uri: string }): ReactNode {
  const { t } = useTexts();
  return <QrPicture text={uri} label={t('factor.setUp.picture')} />;
}
