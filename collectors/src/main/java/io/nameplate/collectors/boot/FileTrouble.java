/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says in words what is wrong with a file or folder; the library often gives its path alone. */
final class FileTrouble {

    private FileTrouble() {}

    /** A sentence for the operator. */
    static String sentence(Throwable broken) {
        if (broken instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            String own = String.valueOf(wrapped.getMessage());
            String cause = sentence(wrapped.getCause());
            return own.equals(wrapped.getCause().toString()) ? cause : own + ": " + cause;
        }
        if (broken instanceof FileSystemException trouble && trouble.getFile() != null) {
            return trouble.getFile() + ": " + reason(trouble);
        }
        return broken.getMessage() == null ? broken.toString() : broken.getMessage();
    }

    private static String reason(FileSystemException trouble) {
        if (trouble instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (trouble instanceof FileAlreadyExistsException) {
            return "something else of that name is there already";
        }
        if (trouble instanceof NoSuchFileException) {
            return "it is not there, or cannot be made there";
        }
        if (trouble instanceof NotDirectoryException) {
            return "it is no folder";
        }
        return trouble.getReason() == null ? trouble.toString() : trouble.getReason();
    }

    /**
     * Makes the collector's folder if it is not there.
     *
     * @throws IOException in words, if it cannot be used
     */
    static void makeData(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new AccessDeniedException(folder.toString());
            }
        } catch (IOException broken) {
            throw new IOException("nameplate.collector.data: the folder cannot be used: " + sentence(broken), broken);
        }
    }
}
