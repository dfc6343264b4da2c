export const projectsMessages = {
} as const;
