"""Names as they occur in rural Mississippi, by home language, to be drawn at random: nobody real is meant."""

from __future__ import annotations

import random

GIVEN: dict[str, tuple[str, str]] = {
    "en": (
        "Latoya Keisha Tamika Brenda Patricia Mary Shaniqua Angela Crystal Amber Jessica Ashley "
        "Brittany Tiffany "
        "Kimberly Monica Felicia Yolanda Rhonda Tameka Dorothy Shirley Ebony Jasmine Kayla Destiny "
        "Makayla Aaliyah "
        "Zoe Ruby Hattie Bessie Annie Lakeisha Porsha Raven Kiara Nia Imani Skylar",
        "James Willie Robert John Terrance Marcus Darius DeShawn Tyrone Jerome Reginald Cedric "
        "Antonio Travis Cody "
        "Dustin Hunter Tyler Brandon Joshua Jeremiah Isaiah Malik Jamal Kendrick Demarcus Otis "
        "Clarence Roosevelt "
        "Leroy Curtis Earnest Bobby Billy Jimmy Jaylen Kameron Xavier Elijah Noah",
    ),
    "es": (
        "María Guadalupe Rosa Ana Lucía Verónica Yesenia Araceli Sofía Camila Valentina Ximena "
        "Alejandra Marisol "
        "Esperanza Rocío Elena Daniela Fernanda Inés",
        "José Juan Luis Carlos Miguel Jesús Ángel Héctor Raúl Óscar Andrés Mateo Santiago Emiliano "
        "Iván César Martín "
        "Ramón Nicolás Joaquín",
    ),
    "vi": (
        "Hương Lan Mai Thảo Ngọc Linh Trang Thu Hoa My",
        "Minh Tuấn Hùng Dũng Quang Huy Khoa Long Sơn Bình",
    ),
    "ar": (
        "Fatima Amina Layla Maryam Huda Salma Noor Rania",
        "Ahmed Mohammed Yousef Omar Khalid Hassan Ibrahim Tariq",
    ),
    "gu": ("Priya Hetal Nisha Komal Jignasha Pooja", "Rakesh Bhavesh Hitesh Jignesh Nikhil Kirtan"),
    "cho": ("Winona Leona Dakota Mikah Talisha Rosaline", "Harley Dwight Melford Kendall Rusty Clayton"),
    "zh-Hans": ("Xiuying Meiling Yan Jing Lihua", "Wei Jun Ming Haoran Zhiqiang"),
}
"""Language → given names of women and of men."""

FAMILY: dict[str, str] = {
    "en": "Johnson Williams Brown Jackson Davis Jones Harris Robinson Thompson Walker Washington "
    "White Lewis Green "
    "Carter Evans Coleman McGee Magee Barnes Hughes Hollingsworth Ratcliff Pickens Sims Moore "
    "Taylor Anderson "
    "Booker Hayes Gaddis Tate Dixon Gordon Haynes Ledbetter Stokes McDonald O'Neal Fortenberry Smith-Carter "
    "Byrd Gray Stewart Love Buckley Crosby Dear Keyes Ward",
    "es": "García López Hernández Martínez Rodríguez González Pérez Sánchez Ramírez Cruz Flores "
    "Gómez Morales Vásquez "
    "Jiménez Núñez Velásquez Domínguez Tomás Ordóñez",
    "vi": "Nguyễn Trần Lê Phạm Huỳnh Võ Đặng Bùi",
    "ar": "Al-Masri Haddad Saleh El-Amin Mansour Nasser Khoury Abdallah",
    "gu": "Patel Shah Desai Bhakta Amin",
    "cho": "Tubby Isaac Denson Farmer Bell Willis Chickaway Jimmie",
    "zh-Hans": "Chen Li Wang Zhang Liu",
}

STREETS = (
    "Cypress Magnolia Tallow Gin Depot Main Church Levee Pecan Cotton Railroad Mill Sawmill Pine Holly Creek "
    "Bayou Delta Shady Sunflower Old_Highway_49 Martin_Luther_King"
)
STREET_KINDS = ("St", "Rd", "Ave", "Dr", "Ln")


def given_name(draw: random.Random, language: str, *, is_woman: bool) -> str:
    women, men = GIVEN[language]
    return draw.choice((women if is_woman else men).split())


def family_name(draw: random.Random, language: str) -> str:
    """One family name; two for most Spanish-speaking people, who carry their father's and their mother's."""
    names = FAMILY[language].split()
    if language == "es" and draw.random() < 0.7:
        return " ".join(draw.sample(names, 2))
    return draw.choice(names)


def child_family_name(draw: random.Random, father: str, mother: str, language: str) -> str:
    """In Spanish one name of each parent; otherwise one parent's name, now and then both with a hyphen."""
    if language == "es":
        return f"{father.split()[0]} {mother.split()[0]}"
    if father != mother and "-" not in father + mother and draw.random() < 0.08:
        return f"{mother}-{father}"
    return father if draw.random() < 0.7 else mother


def street(draw: random.Random) -> str:
    name = draw.choice(STREETS.split()).replace("_", " ")
    return f"{draw.randint(10, 4999)} {name} {draw.choice(STREET_KINDS)}"
