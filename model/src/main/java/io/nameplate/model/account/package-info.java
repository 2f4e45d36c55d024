/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Arithmetic of the contract over a billing month: it reads settled contents and changes none. */
@NullMarked
package io.nameplate.model.account;

import org.jspecify.annotations.NullMarked;
