/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.credentials;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A certificate, key or password cannot be used; the message is a sentence for the operator and names the file. */
public final class UnusableFile extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableFile(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    UnusableFile(String sentence) {
        super(sentence);
    }

    static UnusableFile of(Path file, IOException broken) {
        if (broken instanceof UnusableFile said) {
            return said;
        }
        if (broken instanceof NoSuchFileException) {
            return new UnusableFile(file + ": there is no such file", broken);
        }
        if (broken instanceof AccessDeniedException) {
            return new UnusableFile(file + ": this user may not read it", broken);
        }
        return new UnusableFile(file + ": it cannot be read: " + broken.getMessage(), broken);
    }
}
