/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What the tests play the job's world with: a small site, a broker in memory, collectors, a ledger. */
package io.nameplate.streamjobs.world;
