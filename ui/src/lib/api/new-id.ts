/** The backend takes a nil id for a new row and gives it one. */
export const NEW_ID = '00000000-0000-0000-0000-000000000000';
