/** Common form of a free name: NFKC, lower case, without blanks and punctuation. */
function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/[\s\p{P}]/gu, '');
}

/**
 * Form in which certificate names are compared: `电工证`, `电工证书`, `电工 操作证` and `电工` are one; `驾照` is `驾驶证`.
 * Only endings that mean "certificate" are dropped, so different trades and classes stay apart.
 */
export function certificateForm(name: string): string {
  const form = plain(name).replace(/驾照$/, '驾驶证');
  const stem = form.replace(/(?:职业技能等级|职业技能|职业资格|从业资格|执业资格|资格|特种作业操作|作业|操作|上岗)?(?:证书|证)$/, '');
  return stem === '' ? form : stem;
}

/** Form in which skills are compared. */
export const skillForm = plain;

/** Form in which product names are compared. */
export const productForm = plain;
