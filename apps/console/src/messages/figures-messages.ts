export const figuresMessages = {
} as const;
