import type { Role } from '$lib/api/bindings.gen';

/** The least of them first. */
export const ROLES: readonly Role[] = ['viewer', 'operator', 'technician', 'manager', 'admin'];
