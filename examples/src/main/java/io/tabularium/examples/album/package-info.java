/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a photo drive knows about its users' files, and what they and its operators want to find
 * out: {@link io.tabularium.examples.album.Album} is the program, {@link
 * io.tabularium.examples.album.AlbumQuestions} shows how each question is asked.
 */
package io.tabularium.examples.album;
