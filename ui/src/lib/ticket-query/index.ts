export { AGES, NOBODY, SHAPE, ticketQuery, ticketQuestion, ticketsSearch, type TicketField } from './query';
