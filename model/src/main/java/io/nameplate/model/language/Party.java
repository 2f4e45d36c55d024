/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** One side of a lease. */
public enum Party {
    SUPPLIER,
    TENANT
}
