/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A meter with the asset whose point it is: what is looked for in a plant timeline. */
public record Metered(Asset asset, Meter meter) {}
