/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Brings orders that were verified to the ledger: kept on disk, a file each, and posted until it has answered. */
@NullMarked
package io.nameplate.collectors.orders;

import org.jspecify.annotations.NullMarked;
