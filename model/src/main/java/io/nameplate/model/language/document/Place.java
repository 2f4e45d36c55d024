/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

/** Where something stands: file and 1-based line. */
public record Place(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
