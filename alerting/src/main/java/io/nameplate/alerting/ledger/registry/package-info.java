/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Versions of the registry: checked on the way in, kept as they were written, handed out by number. */
@NullMarked
package io.nameplate.alerting.ledger.registry;

import org.jspecify.annotations.NullMarked;
