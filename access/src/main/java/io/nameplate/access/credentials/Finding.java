/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.credentials;

import java.nio.file.Path;

/**
 * Something about a file that an operator should hear of before it is used.
 *
 * @param key which of the files: ca, certificate, key, password_file, password_variable
 * @param sentence names the file
 * @param fatal whether it cannot be used as it is; otherwise it works, and is still not right
 */
public record Finding(String key, String sentence, boolean fatal) {

    static Finding unusable(String key, UnusableFile file) {
        return new Finding(key, String.valueOf(file.getMessage()), true);
    }

    static Finding open(String key, Path file) {
        return new Finding(key, file + ": everybody on this machine may read it; chmod o-rwx " + file, false);
    }
}
