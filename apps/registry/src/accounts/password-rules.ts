import { type FieldProblem, refuse } from '@jiedui/contracts';

/** Shortest password (等保2.0 身份鉴别, NIST SP 800-63B). Length counts, not kinds of characters. */
export const PASSWORD_LENGTH = 12;

/** What people choose when twelve characters are asked for; compared without case, spaces and punctuation. */
const common = new Set([
  '123456789012', '1234567890123', '12345678901234', '123456123456', '123123123123', '112233445566', '987654321098', '098765432109', '123456789abc', '1234567890ab', '123456abcdef', '123456qwerty',
  'abcdefghijkl', 'abcdefg12345', 'abcdef123456', 'abc123456789', 'abcd12345678', 'abcabcabcabc', 'abc123abc123', 'a12345678901', 'a123456789012', 'a1234567890b', 'aa1234567890', 'aa123456789012',
  'qwertyuiop12', 'qwertyuiop123', 'qwertyuiopas', 'qwerty123456', 'qwerty12345678', '1qaz2wsx3edc', '1qaz2wsx3edc4rfv', 'qazwsxedcrfv', 'qazwsx123456', 'asdfghjkl123', 'asdfghjkl12345', 'zxcvbnm12345', 'zxcvbnm123456', 'q1w2e3r4t5y6', '1q2w3e4r5t6y', '147258369147', '159357159357',
  'password1234', 'password12345', 'password123456', 'passwordpassword', 'mypassword123', 'p@ssw0rd1234', 'pssw0rd1234', 'passw0rd1234', 'passw0rd12345', 'administrator', 'administrator1', 'administrator123', 'admin1234567', 'admin12345678', 'admin123456789', 'adminadminadmin', 'admin123admin', 'admin888admin888', 'root12345678', 'rootrootroot', 'system123456', 'superadmin123', 'test12345678', 'testtesttest', 'welcome12345', 'welcome123456', 'changeme1234', 'changemechangeme', 'letmeinletmein', 'letmein12345',
  'iloveyou1234', 'iloveyouiloveyou', 'woaini123456', 'woaini1314520', 'woaini5201314', 'wodemima1234', 'wodemima123456', '520131452013', '5201314520131', '5201314woaini', 'zhongguo1234', 'zhongguo123456', 'beijing123456', 'beijing20082008', 'huanying1234', 'huanying123456',
  'jiedui123456', 'jiedui12345678', 'jieduijiedui', 'duikouzhiyuan', 'duikouzhiyuan123', 'sanxia123456', 'sanxiasanxia', 'danjiangkou1', 'danjiangkou12', 'danjiangkou123',
]);

/** Whether the text only repeats one to three characters, or counts up or down. */
function isPattern(text: string): boolean {
  if (/^(.{1,3}?)\1+.?.?$/su.test(text)) return true;
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)));
  return steps.size === 1 && (steps.has(1) || steps.has(-1) || steps.has(0));
}

/** What is wrong with a new password, in words for whoever chose it; empty when nothing is. */
export function passwordFaults(password: string, account: string, field = 'password'): FieldProblem[] {
  const plain = password.normalize('NFKC').toLowerCase(), bare = plain.replace(/[\s\p{P}\p{S}]/gu, '');
  if ([...password].length < PASSWORD_LENGTH) return [{ field, code: 'PASSWORD_TOO_SHORT', message: { zh: `密码至少 ${PASSWORD_LENGTH} 位。可以用几个不相干的词连起来，好记又难猜。`, en: `A password has at least ${PASSWORD_LENGTH} characters. A few unrelated words are easy to remember and hard to guess.` } }];
  const name = account.toLowerCase().replace(/[\s\p{P}\p{S}]/gu, '');
  const rest = name.length >= 3 ? bare.replaceAll(name, '') : bare;
  if (bare === name || (rest !== bare && rest.length < 6)) return [{ field, code: 'PASSWORD_IS_ACCOUNT', message: { zh: '密码不能由账号名称构成。', en: 'A password may not be made of the account\'s name.' } }];
  if (common.has(plain) || common.has(bare) || isPattern(bare)) return [{ field, code: 'PASSWORD_COMMON', message: { zh: '这个密码太常见或太有规律，容易被猜到，请换一个。', en: 'This password is too common or too regular; choose another.' } }];
  return [];
}

/** Refuses a password that {@link passwordFaults} names something of. */
export function requireGoodPassword(password: string, account: string, field = 'password'): void {
  const fields = passwordFaults(password, account, field);
  if (fields.length > 0) refuse(400, 'PASSWORD_REFUSED', '这个密码不能用，请按提示更换。', 'This password cannot be used; see the field.', { fields });
}
