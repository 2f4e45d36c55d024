/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

/**
 * What keeping a piece of evidence came to.
 *
 * @param version the newest version of the hall's interval, from 1; 0 for a late piece, which has none
 * @param sha256 of its canonical bytes, in hex
 * @param isNew false when the store knew everything that the piece says
 */
public record Kept(int version, String sha256, boolean isNew) {}
