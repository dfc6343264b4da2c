/** An organisation's name as names are compared: without blanks, brackets and letters in one width. A credit code stays as it is. */
export const organisationKey = (name: string): string => name.normalize('NFKC').replace(/\s/gu, '');
