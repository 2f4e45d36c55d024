/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A named text of the registry, as its writer keeps it in a folder and the ledger keeps it in a version. */
public record Document(String name, String text) {}
