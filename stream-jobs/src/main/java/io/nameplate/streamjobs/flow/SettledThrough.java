/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import java.io.Serializable;

/**
 * Up to where the ledger had settled a line when the job began without state: it makes no result up to there.
 *
 * @param start first second of the latest settled interval
 */
public record SettledThrough(String lease, String line, long start) implements Serializable {}
