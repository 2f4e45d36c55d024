/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/**
 * A GPU model as installed.
 *
 * @param referenceClockMhz the highest clock evidence keeps exactly: at or above it a GPU is 'not below reference'
 */
public record Sku(String name, int referenceClockMhz) {}
