import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import express from 'express';
import pg from 'pg';
import { parseInput, projects } from '@jiedui/contracts';

/** One route of one NestJS service: parses the body by the same schema and puts one row into a table of the same columns. Nothing else. */
class BareModule {}
Module({})(BareModule);

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
await pool.query('create schema if not exists bare');
await pool.query('create table if not exists bare.project (like intake.project including all)');
const server = express();
server.use(express.json());
server.post('/projects', (request, response) => {
  const p = parseInput(projects.create.request, request.body), id = randomUUID();
  pool.query(`insert into bare.project (id, programme, unit, supporter, name, field, site, summary, industry_code, total_fen, grant_fen, start_on, end_on, state, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', 'bench') returning *`,
    [id, p.programme, p.unit, p.supporter, p.name, p.field, p.site, p.summary ?? '', p.industryCode, p.totalFen, p.grantFen, p.startOn, p.endOn])
    .then(({ rows: [row] }) => response.json(row), (error) => response.status(500).json({ message: error.message }));
});
const app = await NestFactory.create(BareModule, new ExpressAdapter(server), { logger: false });
await app.listen(0, '127.0.0.1');
process.send(app.getHttpServer().address().port);
process.on('disconnect', () => process.exit(0));
