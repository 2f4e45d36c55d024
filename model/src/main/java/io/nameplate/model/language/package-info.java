/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The words of the field as values: ids, units, the registry of sites and leases, loss states. */
@NullMarked
package io.nameplate.model.language;

import org.jspecify.annotations.NullMarked;
